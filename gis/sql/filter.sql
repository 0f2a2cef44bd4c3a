-- A text without its accents: of Latin letters the marks above and below; of Thai, what the Unicode collation weighs as
-- an accent: the tone marks ่ ้ ๊ ๋, the short vowel sign ็, thanthakhat ์ and yamakkan ๎. Vowels are letters and stay.
-- ํา is written ำ, which looks the same. So "บ้าน" is "บาน", and "นํ้า" is "น้ำ".
create or replace function gis.without_accents(words text) returns text
immutable strict parallel safe language sql
return replace(
    regexp_replace(normalize(words, nfd), U&'[\0300-\036F\0E47-\0E4C\0E4E]', '', 'g'),
    U&'\0E4D\0E32', U&'\0E33'
);

-- A power, or null where there is none: of nothing to a negative, of a negative to a fraction, or past what a float8
-- holds, none of which a filter may fail with.
create or replace function gis.power(base numeric, exponent numeric) returns numeric
immutable strict parallel safe language plpgsql as $$
begin
    if (base <> 0 and abs(base) not between 1e-300 and 1e300) or abs(exponent) > 1e6 or (base = 0 and exponent < 0)
        or (base < 0 and exponent <> trunc(exponent))
        or (base <> 0 and abs(exponent * ln(abs(base))) > 600)
    then
        return null;
    end if;
    return (base::float8 ^ exponent::float8)::numeric;
end $$;

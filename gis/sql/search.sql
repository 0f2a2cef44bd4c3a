-- What a place search compares: lower case, without Thai tone marks (ิ stays, it is a vowel), thanthakhat and spaces,
-- with Thai digits as 0-9, and ํา written as ำ. So "บ้าน ใหม่" finds "บานใหม".
create or replace function gis.search_key(words text) returns text immutable strict parallel safe language sql
return translate(
    replace(lower(words), U&'\0E4D\0E32', U&'\0E33'),
    U&'\0E50\0E51\0E52\0E53\0E54\0E55\0E56\0E57\0E58\0E59\0E48\0E49\0E4A\0E4B\0E4C\0E47 -./',
    '0123456789'
);

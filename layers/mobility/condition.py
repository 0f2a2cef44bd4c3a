"""The state of a road or a bridge."""

from gis.declare import Codelist, en, th


class Condition(Codelist):
    GOOD = "good", th("ดี"), en("Good"), "#1b9e77"
    FAIR = "fair", th("พอใช้"), en("Fair"), "#e6ab02"
    POOR = "poor", th("ชำรุด"), en("Poor"), "#d95f02"
    CLOSED = "closed", th("สัญจรไม่ได้"), en("Impassable or closed"), "#7a1f3d", ("impassable", "ปิดใช้งาน")

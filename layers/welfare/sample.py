"""A sample of health facilities."""

import numpy as np

from gis.sample import Rows, Town, phones, sample
from layers.welfare.health_facility import FacilityKind, HealthFacility


@sample(HealthFacility)
def health_facilities(town: Town) -> Rows:
    clinics, halls = town.places("clinic"), town.places("hall")
    stands = [*clinics, halls[0]]
    return {
        "geom": np.array([stand.point for stand in stands]),
        "facility_code": town.serial("HF", len(stands)),
        "name": [
            f"{'โรงพยาบาลส่งเสริมสุขภาพตำบล' if s in clinics else 'ศูนย์ดูแลผู้สูงอายุ'}บ้าน{town.villages[s.village].th}"
            for s in stands
        ],
        "kind": [FacilityKind.HEALTH_CENTRE] * len(clinics) + [FacilityKind.ELDERLY_CENTRE],
        "beds": 0,
        "emergency": [True] * len(clinics) + [False],
        "accessible": True,
        "opening": "Mo-Fr 08:30-16:30",
        "phone": phones(town.number * 100 + 80, len(stands)),
    }

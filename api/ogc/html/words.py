"""What the pages themselves say; the words of layers and fields stand in their declarations."""

from __future__ import annotations

from gis.text import Text, en, th

# The frame of every page.
service = th("ข้อมูลเปิด") | en("Open data")
skip = th("ข้ามไปที่เนื้อหา") | en("Skip to the content")
map = th("แผนที่") | en("Map")
layers = th("ชั้นข้อมูล") | en("Layers")
for_programs = th("สำหรับโปรแกรม") | en("For programs")
you_are_here = th("ตำแหน่งของหน้านี้") | en("Where this page is")
sections = th("ส่วนต่าง ๆ") | en("Sections")
other_language = {"th": Text("English", "English"), "en": Text("ไทย", "ไทย")}
same_as_json = th("หน้านี้ในรูป JSON") | en("This page as JSON")
conformance = th("มาตรฐานที่รองรับ") | en("Standards met")
description = th("คำอธิบาย API") | en("API description")
styles = th("รูปแบบแผนที่") | en("Map style")
tiling_schemes = th("ระบบแผ่นแผนที่") | en("Tiling schemes")

# Where everything is.
landing_about = th("ดู ค้นหา และดาวน์โหลดข้อมูลเชิงพื้นที่ที่องค์กรเปิดเผย ใช้ได้โดยไม่ต้องลงทะเบียน") | en(
    "See, search and download the spatial data this office publishes. Nothing to sign up for."
)
see_layers = th("ดูชั้นข้อมูลทั้งหมด") | en("All layers")
open_map = th("เปิดแผนที่") | en("Open the map")
for_programs_about = th("เปิดที่อยู่นี้ด้วย QGIS, GDAL หรือโปรแกรมใดก็ได้ที่ใช้ OGC API") | en(
    "Open this address with QGIS, GDAL or any program that speaks OGC API."
)
open_layers = th("ชั้นข้อมูลที่เปิดเผย") | en("Published layers")
layer_count = th("ชั้นข้อมูล") | en("layers")
nothing_published = th("ยังไม่มีชั้นข้อมูลที่เปิดเผย") | en("No layer is published yet.")

# One layer.
see_data = th("ดูข้อมูล") | en("See the data")
fields = th("ช่องข้อมูล") | en("Fields")
field = th("ช่องข้อมูล") | en("Field")
name_in_data = th("ชื่อในไฟล์") | en("Name in files")
meaning = th("ความหมาย") | en("Meaning")
kind = th("ชนิด") | en("Kind")
rules = th("เงื่อนไข") | en("Rules")
required = th("ต้องมี") | en("required")
unique = th("ไม่ซ้ำกัน") | en("unique")
refers_to = th("อ้างถึง") | en("refers to")
facts = th("เกี่ยวกับชั้นข้อมูล") | en("About this layer")
dimension = th("ด้าน") | en("Dimension")
licence = th("สัญญาอนุญาต") | en("Licence")
source = th("แหล่งที่มา") | en("Source")
cadence = th("ปรับปรุง") | en("Updated")
extent = th("ขอบเขต (องศา)") | en("Extent (degrees)")
geometry = th("รูปทรง") | en("Shape")
legend = th("สีบนแผนที่") | en("Colours on the map")
schema = th("โครงสร้างข้อมูล") | en("Fields and their rules")
queryables = th("ช่องที่ใช้กรองได้") | en("Fields that a filter may ask about")
sortables = th("ช่องที่ใช้เรียงได้") | en("Fields that records may be sorted by")
tiles = th("แผ่นแผนที่") | en("Map tiles")
whole_catalogue = th("บัญชีข้อมูล") | en("Catalogue of the data")
catalogue = th("รายการในบัญชีข้อมูล") | en("Catalogue entry")
more = th("รายละเอียดเพิ่มเติม") | en("More about this layer")
preview = th("ภาพแผนที่") | en("Map preview")
closed_layer = th("เห็นเฉพาะเจ้าหน้าที่") | en("Seen by staff only")

# One raster.
rasters = th("ข้อมูลราสเตอร์") | en("Rasters")
raster_facts = th("เกี่ยวกับราสเตอร์นี้") | en("About this raster")
raster_count = th("ราสเตอร์") | en("rasters")
raster_file = th("ไฟล์ทั้งหมด (COG)") | en("The whole file (COG)")
cells = th("ขนาด (ช่อง)") | en("Size (cells)")
system = th("ระบบพิกัด") | en("Coordinate system")
bands = th("แถบข้อมูล") | en("Bands")
between = th("ค่าโดยทั่วไป") | en("Usual values")
drawn_as = th("ภาพแบบอื่น") | en("Drawn in other ways")
picture_of = th("ภาพของ") | en("Picture of")
open_as_tiles = th("ใช้เป็นแผ่นแผนที่ (XYZ) ใน QGIS หรือเว็บ") | en("As map tiles (XYZ), in QGIS or on the web")
open_as_file = th("เปิดค่าจริงใน QGIS หรือ GDAL โดยไม่ต้องดาวน์โหลดทั้งไฟล์") | en(
    "The values themselves in QGIS or GDAL, without a download"
)

# Processes.
processes = th("การวิเคราะห์") | en("Analyses")
processes_about = th("งานที่บริการคำนวณให้ได้ เจ้าหน้าที่สั่งผ่านโปรแกรม คำสั่ง takeed process หรือสมุดบันทึก") | en(
    "What the service can work out. Members of staff start it from a program, the command takeed process or a notebook."
)

inputs = th("ข้อมูลที่ต้องระบุ") | en("What it is told")
input = th("ข้อมูล") | en("Input")
any_layer = th("ชั้นข้อมูลหนึ่งใน") | en("One of")
default = th("ถ้าไม่ระบุ") | en("where nothing is said")
must_be_told = th("ต้องระบุ") | en("must be told")
how_to_start = th("เริ่มอย่างไร") | en("How to start it")
in_a_terminal = th("ในเทอร์มินัล") | en("In a terminal")
in_a_notebook = th("ในสมุดบันทึก") | en("In a notebook")
from_a_program = th("จากโปรแกรม ในนามเจ้าหน้าที่ (ตอบที่อยู่ของงาน ซึ่งบอกความคืบหน้าและผล)") | en(
    "From a program, as a member of staff (the answer is the address of a job, which tells how far it is)"
)

# The catalogue.
yes_or_no = {True: th("ใช่") | en("yes"), False: th("ไม่") | en("no")}
contact = th("ผู้ดูแล") | en("Kept by")
keywords = th("คำสำคัญ") | en("Keywords")
access = th("ผู้เข้าถึง") | en("Open to")
ACCESS: dict[str, Text] = {
    "public": th("ทุกคน") | en("everyone"),
    "staff": th("เฉพาะเจ้าหน้าที่") | en("staff only"),
}
gd_fields = th("คำอธิบายชุดข้อมูลตาม GD-Catalog") | en("As the government's GD-Catalog describes it")
#: The fields of GD-Catalog (ckanext-thai_gdc) in the words of its own form.
GD: dict[str, Text] = {
    "data_type": th("ประเภทชุดข้อมูล") | en("Kind of data set"),
    "title": th("ชื่อชุดข้อมูล") | en("Title"),
    "name": th("ชื่อใน URL") | en("Name in addresses"),
    "owner_org": th("องค์กร") | en("Organisation"),
    "allow_harvest": th("ยินยอมให้นำชื่อชุดข้อมูลไปใช้ที่ GD-Catalog") | en("May be listed by GD-Catalog"),
    "maintainer": th("ชื่อผู้ติดต่อ") | en("Contact"),
    "maintainer_email": th("อีเมลผู้ติดต่อ") | en("E-mail of the contact"),
    "tag_string": th("คำสำคัญ") | en("Keywords"),
    "notes": th("รายละเอียด") | en("Description"),
    "objective": th("วัตถุประสงค์") | en("Purpose"),
    "update_frequency_unit": th("หน่วยความถี่ของการปรับปรุงข้อมูล") | en("Updated each"),
    "update_frequency_interval": th("ค่าความถี่") | en("Number of these"),
    "geo_coverage": th("ขอบเขตเชิงภูมิศาสตร์") | en("Geographical coverage"),
    "data_source": th("แหล่งที่มา") | en("Source"),
    "data_format": th("รูปแบบการเก็บข้อมูล") | en("Kept as"),
    "data_category": th("หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ") | en("Category of data governance"),
    "data_classification": th("ชั้นความลับ") | en("Classification"),
    "license_id": th("สัญญาอนุญาต") | en("Licence"),
}

# Features.
download = th("ดาวน์โหลด") | en("Download")
download_all = th("ดาวน์โหลดทุกระเบียนที่ตรงกับการค้นนี้") | en("Download every record this search finds")
search = th("ค้นหา") | en("Search")
find = th("ค้นหาในชั้นข้อมูล") | en("Search this layer")
words = th("คำค้น") | en("Words")
every = th("ทั้งหมด") | en("All")
sort = th("เรียงตาม") | en("Sort by")
unsorted = th("ลำดับที่บันทึก") | en("Order of entry")
ascending = th("น้อยไปมาก") | en("ascending")
descending = th("มากไปน้อย") | en("descending")
per_page = th("ต่อหน้า") | en("A page")
clear = th("ล้างการค้นหา") | en("Clear the search")
records = th("ระเบียน") | en("Records")
record = th("ระเบียน") | en("Record")
on_this_page = th("ระเบียนในหน้านี้") | en("records on this page")
in_all = th("ระเบียนทั้งหมด") | en("records in all")
count = th("นับทั้งหมด") | en("Count them all")
next = th("หน้าถัดไป") | en("Next page")
first = th("กลับไปหน้าแรก") | en("Back to the first page")
last = th("ครบทุกระเบียนแล้ว") | en("These were the last.")
nothing_found = th("ไม่พบระเบียนที่ตรงกับการค้นนี้") | en("No record matches this search.")
nothing_here = th("ยังไม่มีระเบียนในชั้นข้อมูลนี้") | en("This layer has no records yet.")
nothing_left = th("ไม่มีระเบียนต่อจากนี้") | en("There are no more records.")
try_less = th("ลองใช้คำที่สั้นลง หรือเลือกเงื่อนไขน้อยลง") | en("Try shorter words, or fewer conditions.")
scrolls = th("ตาราง เลื่อนด้านข้างได้") | en("Table, scrolls sideways")
on_the_map = th("ดูบนแผนที่เต็ม") | en("See on the full map")
as_it_was = th("ข้อมูลตามที่เป็นเมื่อ") | en("As it was on")
back_to_list = th("กลับไปรายการ") | en("Back to the list")
version = th("ฉบับแก้ไข") | en("Version")
changed = th("แก้ไขเมื่อ") | en("Changed")
lasting = th("รหัสถาวร") | en("Lasting identifier")
zoom_in = th("ขยาย") | en("Zoom in")
zoom_out = th("ย่อ") | en("Zoom out")
whole = th("ดูทั้งหมด") | en("See all of it")
map_label = th("แผนที่ของข้อมูลในหน้านี้ เลื่อนด้วยปุ่มลูกศร ข้อมูลเดียวกันอยู่ในตาราง") | en(
    "Map of the data on this page. Move it with the arrow keys; the table holds the same data."
)
no_place = th("ระเบียนนี้ไม่มีตำแหน่ง") | en("This record has no place.")

# Tilesets, OpenAPI, standards.
zooms = th("ระดับซูม") | en("Zoom levels")
address = th("ที่อยู่") | en("Address")
parameters = th("พารามิเตอร์") | en("Parameters")
formats = th("รูปแบบไฟล์") | en("Formats")
operations = th("สิ่งที่บริการทำได้") | en("What the service does")
openapi_about = th("โปรแกรมอ่านคำอธิบายนี้ได้เองจาก") | en("Programs read this description from")
conformance_about = th("บริการนี้ทำตามมาตรฐาน OGC ต่อไปนี้ แต่ละข้อมีการทดสอบอัตโนมัติ และหน้านี้บอกผลของการทดสอบครั้งล่าสุด") | en(
    "The OGC standards this service meets. Each has automatic tests; this page tells how the last run went."
)
standard = th("มาตรฐาน") | en("Standard")
tests = th("การทดสอบ") | en("Tests")
passed = th("ผ่าน") | en("passed")
failed = th("ไม่ผ่าน") | en("failed")
untested = th("ไม่ได้ทดสอบที่นี่") | en("not tested here")
of_claimed = th("ข้อที่ประกาศ") | en("classes claimed")
contents = th("เนื้อหา") | en("Contents")
links = th("ลิงก์") | en("Links")

# When something went wrong.
what_now = th("ไปต่อที่") | en("Where to go from here")

#: What the parts of an address are called where a page says where it lies.
PLACES: dict[str, Text] = {
    "catalogue": whole_catalogue,
    "processes": processes,
    "collections": layers,
    "items": records,
    "tiles": tiles,
    "tileMatrixSets": tiling_schemes,
}

#: Kinds of fields (see ``gis.registry.KINDS``).
KINDS: dict[str, Text] = {
    "text": th("ข้อความ") | en("text"),
    "code": th("รายการตัวเลือก") | en("one of a list"),
    "codes": th("หลายตัวเลือก") | en("several of a list"),
    "integer": th("จำนวนเต็ม") | en("whole number"),
    "number": th("จำนวน") | en("number"),
    "decimal": th("จำนวนทศนิยม") | en("decimal number"),
    "boolean": th("ใช่/ไม่ใช่") | en("yes or no"),
    "date": th("วันที่") | en("date"),
    "datetime": th("วันเวลา") | en("date and time"),
    "ref": th("อ้างถึงระเบียนอื่น") | en("another record"),
    "uuid": th("รหัสถาวร") | en("lasting identifier"),
}

#: What the numbers of rasters are (see ``gis.raster.RasterKind``).
RASTERS: dict[str, Text] = {
    "values": th("ปริมาณ เช่น ความสูง") | en("quantities, such as heights"),
    "photo": th("ภาพถ่ายจากด้านบน") | en("a picture from above"),
    "classes": th("รหัสประเภท เช่น สิ่งปกคลุมดิน") | en("codes, such as kinds of land cover"),
}

#: Kinds of geometry (see ``gis.declare.GeometryKind``).
SHAPES: dict[str, Text] = {
    "POINT": th("จุด") | en("points"),
    "MULTILINESTRING": th("เส้น") | en("lines"),
    "MULTIPOLYGON": th("พื้นที่") | en("areas"),
}

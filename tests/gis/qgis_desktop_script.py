"""What a planner does in QGIS, done by QGIS itself: run by the system's Python, which alone can import it.

Reads one JSON request from standard input, ``{"do": …, "uri": "host=… user=…", …}``, and prints one JSON answer.
``uri`` logs in as the planner.
"""

import json
import os
import subprocess
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerUtils,
    QgsVectorTileLayer,
)
from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm, QgsGui
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox, QTabWidget


def open_layer(request: dict, table: str, schema: str = "core") -> QgsVectorLayer:
    """A layer as the browser panel adds it: named after its table, its style from ``layer_styles``."""
    uri = f'{request["uri"]} key=\'id\' table="{schema}"."{table}" (geom)'
    layer = QgsVectorLayer(uri, table, "postgres")
    if not layer.isValid():
        raise SystemExit(f"{schema}.{table}: {layer.error().message()}")
    QgsProject.instance().addMapLayer(layer)
    return layer


def describe(request: dict) -> dict:
    layer = open_layer(request, request["layer"], request.get("schema", "core"))
    renderer = layer.renderer()
    form = layer.editFormConfig()
    fields = layer.fields()
    return {
        "renderer": renderer.type(),
        "categories": [
            [c.value(), c.label(), c.symbol().color().name()] for c in getattr(renderer, "categories", list)()
        ],
        "tabs": [tab.name() for tab in form.tabs()],
        "read_only": layer.readOnly(),
        "min_scale": layer.minimumScale(),
        "labels": layer.labelsEnabled() and layer.labeling().settings().fieldName,
        "labels_from": layer.labelsEnabled() and layer.labeling().settings().minimumScale,
        "fields": {
            field.name(): {
                "alias": layer.attributeAlias(i),
                "widget": layer.editorWidgetSetup(i).type(),
                "settings": {k: v for k, v in layer.editorWidgetSetup(i).config().items() if v is not None},
                "editable": not form.readOnly(i),
                "constraints": int(layer.fieldConstraints(i)),
                "expression": layer.constraintExpression(i),
                "say": layer.constraintDescription(i),
                "default": layer.defaultValueDefinition(i).expression(),
                "on_update": layer.defaultValueDefinition(i).applyOnUpdate(),
            }
            for i, field in enumerate(fields)
        },
    }


def _find(layer: QgsVectorLayer, where: str) -> QgsFeature:
    return next(layer.getFeatures(QgsFeatureRequest().setFilterExpression(where)))


def _fill_in(form: QgsAttributeForm, values: dict) -> bool:
    """Type values into a form and press OK, where QGIS lets one."""
    for name, value in values.items():
        form.changeAttribute(name, value)
    QApplication.processEvents()
    ok = form.findChild(QDialogButtonBox).button(QDialogButtonBox.Ok)
    return ok.isEnabled() and form.save()


def edit_form(request: dict) -> dict:
    """Open the form, let ``meanwhile`` (a command) happen, fill in ``values``, press OK, save."""
    for name in request.get("with", []):
        open_layer(request, name)
    layer = open_layer(request, request["layer"])
    layer.startEditing()
    form = QgsAttributeForm(layer, _find(layer, request["where"]))
    form.show()
    QApplication.processEvents()
    if "meanwhile" in request:
        subprocess.run(request["meanwhile"], check=True, stdout=subprocess.DEVNULL)
    accepted = _fill_in(form, request["values"])
    changed = layer.editBuffer().changedAttributeValues()
    sent = {layer.fields()[i].name(): value for values in changed.values() for i, value in values.items()}
    return {"accepted": accepted, "sent": sent, "committed": layer.commitChanges(), "errors": layer.commitErrors()}


def move(request: dict) -> dict:
    """Drag a feature to ``to`` and save."""
    layer = open_layer(request, request["layer"])
    layer.startEditing()
    feature = _find(layer, request["where"])
    layer.changeGeometry(feature.id(), QgsGeometry.fromPointXY(QgsPointXY(*request["to"])))
    return {"committed": layer.commitChanges(), "errors": layer.commitErrors()}


def add(request: dict) -> dict:
    """Draw a new point at ``at`` with ``values`` and save; what the form fills in by itself is filled in."""
    layer = open_layer(request, request["layer"])
    layer.startEditing()
    point = QgsGeometry.fromPointXY(QgsPointXY(*request["at"]))
    context = layer.createExpressionContext()
    form = QgsAttributeForm(layer, QgsVectorLayerUtils.createFeature(layer, point, {}, context))
    form.setMode(QgsAttributeEditorContext.AddFeatureMode)
    form.show()
    accepted = _fill_in(form, request["values"])
    return {"accepted": accepted, "committed": layer.commitChanges(), "errors": layer.commitErrors()}


def draw_map(request: dict) -> dict:
    """Render ``layers`` (top first) of ``bounds`` into ``file``, at 96 dpi as on a screen."""
    layers = [open_layer(request, name, request.get("schema", "pub")) for name in request["layers"]]
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32647"))
    settings.setOutputSize(QSize(*request["size"]))
    settings.setOutputDpi(96)
    settings.setBackgroundColor(QColor("#f6f5f1"))
    settings.setExtent(QgsRectangle(*request["bounds"]))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(request["file"])
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    return {"scale": settings.scale(), "colours": sorted(colours)}


def draw_form(request: dict) -> dict:
    """Take a picture of the form of one record into ``file``."""
    for name in request.get("with", []):
        open_layer(request, name)
    layer = open_layer(request, request["layer"])
    layer.startEditing()
    form = QgsAttributeForm(layer, _find(layer, request["where"]))
    form.resize(*request["size"])
    form.show()
    for tabs in form.findChildren(QTabWidget):
        tabs.setCurrentIndex(request.get("tab", 0))
    QApplication.processEvents()
    form.grab().save(request["file"])
    return {"tabs": [tab.name() for tab in layer.editFormConfig().tabs()]}


def _open_collection(request: dict, crs: str = "") -> QgsVectorLayer:
    """A collection of OGC API – Features as the planner adds it; ``uri`` is where the service is."""
    signed = f" username='{request['person']}' password='{request['password']}'" if "person" in request else ""
    system = f" srsname='{crs}'" if crs else ""
    uri = f"url='{request['uri']}' typename='{request['layer']}' pageSize='1000' pagingEnabled='true'{system}{signed}"
    layer = QgsVectorLayer(uri, request["layer"], "OAPIF")
    if not layer.isValid():
        raise SystemExit(f"{request['layer']}: {layer.error().message()}")
    return layer


def service_read(request: dict) -> dict:
    """Read every feature of a collection, those in ``box`` (west, south, east, north), and its positions in ``crs``."""
    layer, placed = _open_collection(request), _open_collection(request, request["crs"])
    box = QgsFeatureRequest().setFilterRect(QgsRectangle(*request["box"]))
    found = {feature["name"]: feature.geometry().asPoint() for feature in placed.getFeatures()}
    return {
        "fields": [field.name() for field in layer.fields()],
        "names": sorted(feature["name"] for feature in layer.getFeatures()),
        "in_box": sorted(feature["name"] for feature in layer.getFeatures(box)),
        "crs": [layer.crs().authid(), placed.crs().authid()],
        "places": {name: [found[name].x(), found[name].y()] for name in request["of"]},
        "editable": layer.dataProvider().capabilitiesString(),
    }


def service_edit(request: dict) -> dict:
    """Add, change, move and remove features of a collection, saving after each, in ``crs``."""
    layer, done = _open_collection(request, request.get("crs", "")), {}

    def save(what: str) -> None:
        done[what] = [layer.commitChanges(), layer.commitErrors()]
        layer.startEditing()

    layer.startEditing()
    new = QgsFeature(layer.fields())
    new.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*request["at"])))
    new["name"] = request["name"]
    layer.addFeature(new)
    save("add")
    fields = layer.fields()

    def find(name: str) -> int:
        return next(feature.id() for feature in layer.getFeatures() if feature["name"] == name)

    added = find(request["name"])
    for field, value in request["values"].items():
        layer.changeAttributeValue(added, fields.indexOf(field), value)
    save("change")
    layer.changeGeometry(added, QgsGeometry.fromPointXY(QgsPointXY(*request["to"])))
    save("move")
    layer.deleteFeature(find(request["remove"]))
    save("remove")
    layer.rollBack()
    return done


def service_tiles(request: dict) -> dict:
    """Draw the vector tiles at ``uri`` and tell what colours are in the picture."""
    layer = QgsVectorTileLayer(f"type=xyz&url={request['uri']}&zmin={request['zoom']}&zmax={request['zoom']}", "tiles")
    if not layer.isValid():
        raise SystemExit(layer.error().message())
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setOutputSize(QSize(256, 256))
    settings.setBackgroundColor(QColor("#ffffff"))
    settings.setExtent(QgsRectangle(*request["bounds"]))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    return {"colours": sorted({image.pixelColor(x, y).name() for x in range(256) for y in range(256)})}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    application = QgsApplication([], True)
    application.setApplicationName("QGIS3")  # as the desktop calls itself
    application.initQgis()
    QgsGui.editorWidgetRegistry().initEditors()
    doing = {
        "describe": describe,
        "edit_form": edit_form,
        "move": move,
        "add": add,
        "draw_map": draw_map,
        "draw_form": draw_form,
        "service_read": service_read,
        "service_edit": service_edit,
        "service_tiles": service_tiles,
    }
    print(json.dumps(doing[asked["do"]](asked), ensure_ascii=False, default=str))
    sys.stdout.flush()
    os._exit(0)  # taking QGIS down in order can crash, and there is nothing left to save

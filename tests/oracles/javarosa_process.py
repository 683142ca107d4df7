"""Runs JavaRosa, the reference engine of ODK, in a process of its own: one JSON request per line in, one answer out.

The engine is the one inside pyxform's wheel (``ODK_Validate.jar``); it is driven through JPype. Requests are
``{"do": "open", "path": file}``, ``{"do": "answer", "path": …, "text": …}``, ``{"do": "add", "path": repeat row}``,
``{"do": "remove", "path": repeat row}``, ``{"do": "submit"}`` and ``{"do": "time", …}``.
The reply holds every element: path → [flags, text]
with the flags ``r`` (relevant) and ``q`` (required), or ``error``.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import jpype
from jpype import JClass
from lxml import etree


def start_engine(zone: str) -> None:
    """Start the JVM in ``zone`` and register the parts of JavaRosa that a form needs."""
    from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

    options = ("-Xmx768m", "-Xss16m", f"-Duser.timezone={zone}", "-Djava.awt.headless=true")
    jpype.startJVM(*options, classpath=[str(ODK_VALIDATE_PATH)], convertStrings=False)
    JClass("java.lang.System").setOut(JClass("java.lang.System").err)
    prototypes = JClass("org.javarosa.core.services.PrototypeManager")
    prototypes.registerPrototypes(JClass("org.javarosa.core.util.JavaRosaCoreModule").classNames)
    prototypes.registerPrototypes(JClass("org.javarosa.core.model.CoreModelModule").classNames)
    stub = JClass("org.opendatakit.validate.StubPropertyManager")()
    JClass("org.javarosa.core.services.PropertyManager").setPropertyManager(stub)
    JClass("org.javarosa.model.xform.XFormsModule")().registerModule()


class Engine:
    """One form in JavaRosa, with an interview in it."""

    def __init__(self) -> None:
        self._factory = JClass("org.javarosa.core.model.data.AnswerDataFactory")
        self._uncast = JClass("org.javarosa.core.model.data.UncastData")
        self._controllers = JClass("org.javarosa.form.api.FormEntryController")
        self._template = int(JClass("org.javarosa.core.model.instance.TreeReference").INDEX_TEMPLATE)
        self._serializer = JClass("org.javarosa.xform.util.XFormAnswerDataSerializer")()

    def open(self, path: str) -> None:
        """Load the form in the file at ``path`` and start an interview."""
        stream = JClass("java.io.FileInputStream")(path)
        self._form = JClass("org.javarosa.xform.util.XFormUtils").getFormFromInputStream(stream)
        self._pulldata = _pulldata(path)
        self.begin()
        self._grows = any(bool(repeat) for repeat in self._counted(self._form))

    def begin(self) -> None:
        """Start an interview with the form as it is."""
        self._form.getEvaluationContext().addFunctionHandler(self._pulldata)
        self._form.initialize(True, JClass("org.javarosa.core.model.instance.InstanceInitializationFactory")())
        model = JClass("org.javarosa.form.api.FormEntryModel")(self._form)
        self._controller = self._controllers(model)
        self.root = self._form.getMainInstance().getRoot()

    def answer(self, path: str, text: str) -> None:
        """Answer the question at a concrete path; a blank text erases."""
        element = self._find(path)
        data = None
        if text:
            data = self._factory.templateByDataType(element.getDataType()).cast(self._uncast(text))
        self._form.setValue(data, element.getRef(), element, True)

    def add(self, path: str) -> None:
        """Add the row of a repeat that will be at ``path``."""
        self._controller.newRepeat(self._seek(self._controllers.EVENT_PROMPT_NEW_REPEAT, path))

    def remove(self, path: str) -> None:
        """Remove the row at ``path``."""
        self._controller.deleteRepeat(self._seek(self._controllers.EVENT_REPEAT, path))

    def settle(self) -> None:
        """Go through the form once: JavaRosa makes the rows of a ``repeat_count`` when it comes by."""
        if self._grows:
            self._controller.jumpToIndex(JClass("org.javarosa.core.model.FormIndex").createBeginningOfFormIndex())
            end = int(self._controllers.EVENT_END_OF_FORM)
            while int(self._controller.stepToNextEvent()) != end:
                pass

    def values(self) -> dict[str, list[str]]:
        """Return every element by its concrete path, with its flags and the text that a submission would have."""
        found: dict[str, list[str]] = {}
        waiting = [(self.root, "")]
        while waiting:
            element, above = waiting.pop()
            place = int(element.getMult())
            if place == self._template:
                continue
            path = f"{above}/{element.getName()}"
            if above and element.isRepeatable():
                path += f"[{place + 1}]"
            children = int(element.getNumChildren())
            flags = ("r" if element.isRelevant() else "") + ("q" if element.isRequired() else "")
            found[path] = [flags, "" if children else self._text(element)]
            waiting.extend((element.getChildAt(index), path) for index in range(children))
        return found

    def submission(self) -> str:
        """Return the XML that a submission would be."""
        visitor = JClass("org.javarosa.model.xform.XFormSerializingVisitor")()
        return bytes(visitor.serializeInstance(self._form.getMainInstance())).decode()

    def _text(self, element: Any) -> str:
        value = element.getValue()
        if value is None:
            return ""
        return str(self._serializer.serializeAnswerData(value, element.getDataType()))

    def _counted(self, definition: Any) -> list[bool]:
        found = []
        for index in range(int(definition.getChildren().size())):
            child = definition.getChildren().get(index)
            if isinstance(child, JClass("org.javarosa.core.model.GroupDef")):
                found.append(child.getCountReference() is not None)
                found.extend(self._counted(child))
        return found

    def _find(self, path: str) -> Any:
        element = self.root
        for step in path.split("/")[2:]:
            name, _bracket, place = step.rstrip("]").partition("[")
            element = element.getChild(name, int(place or 1) - 1)
            if element is None:
                raise LookupError(path)
        return element

    def _seek(self, event: int, path: str) -> Any:
        self._controller.jumpToIndex(JClass("org.javarosa.core.model.FormIndex").createBeginningOfFormIndex())
        while True:
            now = int(self._controller.stepToNextEvent())
            if now == int(self._controllers.EVENT_END_OF_FORM):
                raise LookupError(path)
            index = self._controller.getModel().getFormIndex()
            if now == int(event) and self._concrete(index.getReference()) == path:
                return index

    def _concrete(self, reference: Any) -> str:
        path = ""
        for level in range(int(reference.size())):
            path += f"/{reference.getName(level)}"
            around = reference.getSubReference(level).genericize()
            element = self._form.getMainInstance().getTemplatePath(around)
            if level and element is not None and element.isRepeatable():
                path += f"[{int(reference.getMultiplicity(level)) + 1}]"
        return path


def _pulldata(file: str) -> Any:
    """Return ``pulldata()``, a function of ODK Collect: the cell of the first row of a list that has the key.

    https://docs.getodk.org/form-datasets/ ; JavaRosa itself reads only lists that an ``instance()`` names.
    """
    x = "{http://www.w3.org/2002/xforms}"
    lists = {
        element.get("id"): [{cell.tag: cell.text or "" for cell in row} for row in element.iter(f"{x}item")]
        for element in etree.parse(file).iter(f"{x}instance")
    }

    class Handler:
        def getName(self) -> Any:  # noqa: N802 - a name of Java's
            return JClass("java.lang.String")("pulldata")

        def getPrototypes(self) -> Any:  # noqa: N802 - a name of Java's
            return JClass("java.util.ArrayList")()

        def rawArgs(self) -> bool:  # noqa: N802 - a name of Java's
            return True

        def realTime(self) -> bool:  # noqa: N802 - a name of Java's
            return False

        def eval(self, arguments: Any, _context: Any) -> Any:
            unpacked = JClass("org.javarosa.xpath.expr.XPathFuncExpr").unpack
            name, column, key_column, key = (str(unpacked(argument)) for argument in arguments)
            found = (row.get(f"{x}{column}", "") for row in lists[name] if row.get(f"{x}{key_column}") == key)
            return JClass("java.lang.String")(next(found, ""))

    return jpype.JProxy("org.javarosa.core.model.condition.IFunctionHandler", inst=Handler())


def reply(engine: Engine, request: dict[str, Any]) -> dict[str, Any]:
    """Do what ``request`` asks and return what there is then."""
    match request["do"]:
        case "open":
            engine.open(request["path"])
        case "answer":
            engine.answer(request["path"], request["text"])
        case "add":
            engine.add(request["path"])
        case "remove":
            engine.remove(request["path"])
        case "submit":
            return {"xml": engine.submission()}
        case "time":
            return times(engine, request)
        case other:
            raise ValueError(other)
    engine.settle()
    return {"values": engine.values()}


def times(engine: Engine, request: dict[str, Any]) -> dict[str, Any]:
    """Return the seconds of each answer and of the last ``keep`` of many loadings, so that all is warm."""
    loads, answers = [], []
    for _round in range(request["rounds"]):
        started = time.perf_counter()
        engine.open(request["path"])
        loads.append(time.perf_counter() - started)
    for path, text in request["prepare"]:
        engine.answer(path, text)
        engine.settle()
    for path, text in request["answers"]:
        started = time.perf_counter()
        engine.answer(path, text)
        answers.append(time.perf_counter() - started)
    return {"loads": loads[-request["keep"] :], "answers": answers}


def main() -> None:
    """Serve until the input ends."""
    start_engine(sys.argv[1])
    engine = Engine()
    for line in sys.stdin:
        try:
            answer = reply(engine, json.loads(line))
        except (jpype.JException, LookupError) as error:
            answer = {"error": str(error).splitlines()[0] if str(error) else type(error).__name__}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

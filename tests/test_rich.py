"""What libraries really show: run twice in a kernel, compared, and looked at in a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from fakes import settled
from hexapla.execute.fresh import Fresh
from hexapla.execute.record import from_bytes, to_bytes
from hexapla.execute.shown import run_of
from hexapla.execute.warm import Warm
from hexapla.model.book import Limits
from hexapla.model.nodes import Cell
from hexapla.model.outputs import BOKEH, PLOTLY, STDERR, Inputs, Output, Outputs, Result
from hexapla.plan.preload import preload
from hexapla.ports import Job, Workplace
from hexapla.render.web.site import Web
from serving import STRICT, serve
from small_site import TORCH, page_of, publish

pytestmark = [pytest.mark.kernel, pytest.mark.browser]

LIMITS = Limits(120, 240)
# What a page may show, by what it is about; each cell runs after those above it.
CODE = {
    "pandas": "import pandas as pd\nframe = pd.DataFrame({'a': [1, 2], 'b': [0.5, 1.5]})\nframe",
    "styled": "frame.style.highlight_max(color='gold').bar(subset=['b'])",
    "svg": "import matplotlib.pyplot as plt\nplt.figure(figsize=(3, 2))\nplt.plot([1, 4, 9]);",
    "png": "plt.figure(figsize=(3, 2))\nplt.scatter(range(9000), range(9000));",
    "jpeg": """\
import io
from PIL import Image
from IPython import display as ip
pixels = io.BytesIO()
Image.new("RGB", (40, 30), "teal").save(pixels, "JPEG")
ip.Image(pixels.getvalue(), format="jpeg")""",
    "sympy": "import sympy\nx = sympy.symbols('x')\nsympy.Integral(sympy.sqrt(1 / x), x)",
    "latex": "ip.Latex(r'\\begin{align} a &= b \\\\ &= c \\end{align}')",
    "markdown": "ip.Markdown('A **bold** word, $x^2$, and\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |')",
    "json": "ip.JSON({'b': 1, 'a': [1.5]})",
    "altair": """\
import altair as alt
alt.Chart(frame).mark_bar().encode(x="a:O", y="b", tooltip=["a", "b"])""",
    "plotly": """\
import plotly.express as px
px.line(frame, x="a", y="b", title="Plotly")""",
    "surface": """\
import plotly.graph_objects as go
go.Figure(go.Surface(z=[[0, 1], [1, 0]])).update_layout(height=300)""",
    "bokeh": """\
from bokeh.plotting import figure, show
from bokeh.io import output_notebook
output_notebook()
plot = figure(width=400, height=250, title="Bokeh")
plot.line([1, 2, 3], [1, 4, 9])
show(plot)""",
    "bokeh-widget": """\
from bokeh.layouts import column
from bokeh.models import Slider
other = figure(width=400, height=200)
other.scatter([1, 2], [2, 1], size=20)
show(column(Slider(start=0, end=9, value=3, title="n"), other))""",
    "slider": "import ipywidgets\nslider = ipywidgets.IntSlider(value=3, description='n')\nslider",
    "tqdm": "from tqdm import tqdm\nfor _ in tqdm(range(3), desc='Epoch'): pass",
    "tqdm-notebook": "from tqdm.notebook import tqdm as bar\nfor _ in bar(range(3)): pass",
    "script": """\
ip.HTML('<p id="a"></p><script>document.getElementById("a").textContent = 6 * 7</script>')""",
    "error": "frame['no such column']",
}


def job() -> Job:
    cells = tuple(Cell(code, tags=("raises-exception",)) for code in CODE.values())
    imports = preload(cells, "", lambda module: False)
    return Job("one", TORCH, cells, Inputs(tuple(CODE.values()), "3.11"), "key", imports=imports)


def run(on: Fresh | Warm, at: Path) -> Result:
    try:
        return on.run(job(), Workplace(at, at), lambda index: None)
    finally:
        on.stop()


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    made = run(Fresh(LIMITS), tmp_path_factory.mktemp("nowhere"))
    assert made.failure is None
    return made


@pytest.fixture(scope="module")
def gave(result: Result) -> dict[str, tuple[Output, ...]]:
    return dict(zip(CODE, result.cells, strict=True))


def test_every_library_gives_the_same_on_every_run(result: Result, tmp_path: Path) -> None:
    again = dict(zip(CODE, run(Warm(LIMITS), tmp_path).cells, strict=True))
    for name, outputs in zip(CODE, result.cells, strict=True):
        assert outputs == again[name], name
    inputs = job().inputs
    assert from_bytes(to_bytes(inputs, result)) == (inputs, result)


def test_the_best_form_of_each_is_kept(gave: dict[str, tuple[Output, ...]]) -> None:
    kinds = {name: [one.mime for one in outputs] for name, outputs in gave.items()}
    assert kinds == {
        "pandas": ["text/html"],
        "styled": ["text/html"],
        "svg": ["image/svg+xml"],
        "png": ["image/png"],
        "jpeg": ["image/jpeg"],
        "sympy": ["text/latex"],
        "latex": ["text/latex"],
        "markdown": ["text/markdown"],
        "json": ["application/json"],
        "altair": ["application/vnd.vegalite.v6+json"],
        "plotly": [PLOTLY],
        "surface": [PLOTLY],
        "bokeh": [BOKEH],
        "bokeh-widget": [BOKEH],
        "slider": ["text/plain"],
        "tqdm": [STDERR],
        "tqdm-notebook": ["text/plain"],
        "script": ["text/html"],
        "error": ["application/vnd.jupyter.error"],
    }
    words = {name: str(outputs[0].data) for name, outputs in gave.items() if outputs}
    assert words["slider"] == "n: 3"
    assert words["tqdm"] == "Epoch: 100%|██████████| 3/3\n"
    assert words["tqdm-notebook"] == "100% |██████████| 3/3"
    assert "frames of libraries" in words["error"]


# --- in a browser ---------------------------------------------------------------------------------

# What is drawn in a frame, also within the shadows in which Bokeh draws.
DRAWN = """
const all = (root) => [...root.querySelectorAll("*")].flatMap(
  (one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
const big = (one) => one.getBoundingClientRect().width > 50;
return all(document).filter((one) => /^(svg|canvas)$/i.test(one.tagName) && big(one)).length;
"""
ALONE = (
    "try { return [origin, String(parent.document.title)] } catch (no) { return [origin, no.name] }"
)


@pytest.fixture(scope="module")
def site(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = page_of(*job().cells, variants=(TORCH,))
    shown = run_of(next(made.book.pages()), job(), result)
    artifacts, problems = settled(
        Web(), replace(made, outputs=Outputs({("one", "pytorch"): shown}))
    )
    assert problems == ()
    folder = tmp_path_factory.mktemp("site")
    publish(tuple(artifacts), folder)
    return folder


@pytest.fixture(autouse=True)
def high(request: pytest.FixtureRequest) -> None:
    """A screen on which all outputs are near."""
    if "browser" in request.fixturenames:
        size = {"width": 1200, "height": 5000, "deviceScaleFactor": 1, "mobile": False}
        browser = request.getfixturevalue("browser")
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def boxes(browser: webdriver.Chrome, address: str, state: str) -> list[WebElement]:
    """The outputs of a page that act, once they are all in a state: drawn, or failed."""
    browser.get(f"{address}/one.html")
    WebDriverWait(browser, 60).until(lambda _: all_are(state, browser))
    return browser.find_elements(By.CSS_SELECTOR, ".live")


def all_are(states: str, browser: webdriver.Chrome) -> bool:
    """Whether every chart is in one of the states; frames far from view wait until it is near."""
    left = browser.find_elements(By.CSS_SELECTOR, f".live:not(.{states.replace(' ', ', .')})")
    for box in left:
        browser.execute_script("arguments[0].scrollIntoView()", box)
    return not left


def drawn(browser: webdriver.Chrome, box: WebElement) -> int:
    """How many drawings there are in a frame."""
    browser.switch_to.frame(box.find_element(By.TAG_NAME, "iframe"))
    try:
        assert browser.execute_script(ALONE) == ["null", "SecurityError"]
        return int(browser.execute_script(DRAWN))
    finally:
        browser.switch_to.default_content()


@pytest.mark.parametrize("by_file", [True, False])
def test_charts_are_drawn(browser: webdriver.Chrome, site: Path, *, by_file: bool) -> None:
    with serve(site) as address:
        found = boxes(browser, site.as_uri() if by_file else address, "drawn")
        assert [min(drawn(browser, box), 1) for box in found] == [1, 1, 1, 1, 1, 0]
        heights = [box.size["height"] for box in found]
        browser.switch_to.frame(found[-1].find_element(By.TAG_NAME, "iframe"))
        assert browser.find_element(By.ID, "a").text == "42"
        browser.switch_to.default_content()
    assert 300 < heights[0] < 400  # as high as they are drawn
    assert [height - 22 for height in heights[1:4]] == [450, 300, 250]  # within their frames
    assert heights[5] < 102
    said = [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]]
    assert [
        entry for entry in said if entry["level"] == "SEVERE" and ".woff2" not in entry["message"]
    ] == []


def test_on_a_strict_site_what_may_not_run_is_shown_still(
    browser: webdriver.Chrome, site: Path
) -> None:
    with serve(site, policy=STRICT) as address:
        browser.get(f"{address}/one.html")
        WebDriverWait(browser, 60).until(lambda _: all_are("drawn failed", browser))
        found = browser.find_elements(By.CSS_SELECTOR, ".live")
        assert "drawn" in str(found[0].get_attribute("class")).split()
        assert drawn(browser, found[0]) == 1
        assert "failed" in str(found[5].get_attribute("class")).split()
        assert found[5].find_element(By.CSS_SELECTOR, ".still").is_displayed()


def test_without_scripts_the_still_forms_are_shown(browser: webdriver.Chrome, site: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{site.as_uri()}/one.html")
        found = browser.find_elements(By.CSS_SELECTOR, ".live")
        assert not any(box.find_element(By.TAG_NAME, "iframe").is_displayed() for box in found)
        assert found[0].find_element(By.CSS_SELECTOR, ".still img").is_displayed()
        assert "drawn by Plotly: it needs JavaScript" in found[1].text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

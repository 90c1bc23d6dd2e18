// Runs Python in the browser: Pyodide, from where the book says.
const say = (is, more) => self.postMessage({ is, ...more });

// What a cell shows, in the words of Jupyter's messages: its last value, and pictures of matplotlib.
const SETUP = `
import ast, base64, io, os, sys, traceback

os.environ["MPLBACKEND"] = "agg"
sys.path.insert(0, "/companion")
_scope = {"__name__": "__main__"}

def _bundle(value):
    data = {"text/plain": repr(value)}
    for mime, name in (("text/html", "_repr_html_"), ("image/svg+xml", "_repr_svg_"), ("text/latex", "_repr_latex_")):
        form = getattr(value, name, None) if not isinstance(value, type) else None
        made = form() if callable(form) else None
        if made is not None:
            data[mime] = made
    return data

def _figures(show):
    if "matplotlib.pyplot" not in sys.modules:
        return
    from matplotlib import pyplot
    for number in pyplot.get_fignums():
        text = io.StringIO()
        pyplot.figure(number).savefig(text, format="svg", bbox_inches="tight")
        show("display_data", {"data": {"image/svg+xml": text.getvalue()}})
    pyplot.close("all")

async def _run(code, name, show):
    """Run a cell; "" or why it failed."""
    from pyodide.code import eval_code_async
    try:
        value = await eval_code_async(code, _scope, filename=name)
        if value is not None:
            _scope["_"] = value
            show("execute_result", {"data": _bundle(value)})
        _figures(show)
        return ""
    except BaseException as error:
        own = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == name or not one.filename.startswith(("/lib", "<exec>"))]
        lines = ["Traceback (most recent call last):\\n", *traceback.format_list(own)] if own else []
        lines += traceback.format_exception_only(error)
        show("error", {"ename": type(error).__name__, "evalue": str(error), "traceback": ["".join(lines)]})
        return f"{type(error).__name__}: {error}"
`;

let count = 0, python, runs;

const begin = async ({ url, companion, halt }) => {
  const { loadPyodide, version } = await import(`${url}pyodide.mjs`);
  python = await loadPyodide({ indexURL: url });
  if (halt) python.setInterruptBuffer(halt);
  if (companion) {
    say("status", { what: "…" });
    const files = await fetch(companion).then((answer) => answer.json());
    for (const [path, text] of Object.entries(files)) {
      python.FS.mkdirTree(`/companion/${path.split("/").slice(0, -1).join("/")}`);
      python.FS.writeFile(`/companion/${path}`, text);
    }
  }
  python.runPython(SETUP);
  runs = python.globals.get("_run");
  say("ready", { version, python: python.runPython("sys.version.split()[0]") });
};

// Whole characters of what is written, whenever it is written.
const written = (name) => {
  const decoder = new TextDecoder();
  return { write: (bytes) => {
    say("message", { kind: "stream", content: { name, text: decoder.decode(bytes, { stream: true }) } });
    return bytes.length;
  } };
};

const run = async (code) => {
  python.setStdout(written("stdout"));
  python.setStderr(written("stderr"));
  // What the cell imports, and what the companion does, as far as Pyodide has it.
  await python.loadPackagesFromImports(code, { messageCallback: () => {}, errorCallback: () => {} });
  const show = (kind, content) => say("message", { kind, content: content.toJs({ dict_converter: Object.fromEntries }) });
  count += 1;
  say("over", { why: await runs(code, `cell ${count}`, show) });
};

self.onmessage = ({ data }) => {
  if ("code" in data) run(data.code).catch((error) => say("over", { why: String(error) }));
  else begin(data).catch((error) => say("failed", { why: String(error) }));
};

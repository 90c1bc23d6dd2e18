"""Formulas as MathML, by Temml: what readers of EPUB set themselves."""

from __future__ import annotations

from hexapla.render.web.maths import Setter

# The words that a reader without MathML shows or says are the formula's source.
SET = """
function set(formulas, macros) {
  const signs = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};
  const quoted = (tex) => tex.replace(/[&<>"]/g, (sign) => signs[sign]).replace(/\\s+/g, " ");
  return formulas.map(([tex, displayMode]) => {
    try {
      const options = {displayMode, macros: {...macros}, xml: true, throwOnError: true,
                       strict: false, trust: false, maxSize: [50, 500], maxExpand: 1000};
      const made = temml.renderToString(tex, options);
      const refers = !made.startsWith("<math ") || made.includes("<a ");
      if (refers) throw new Error("it refers to another formula");
      return made.replace("<math ", () => `<math alttext="${quoted(tex.trim())}" `);
    } catch (error) {
      return "!" + String(error.message).replace("ParseError: ", "").split("\\nvar temml")[0];
    }
  }).map((done) => done.replaceAll("\\0", "\\ufffd")).join("\\0");
}
"""
TEMML = Setter("temml/temml.min.js", SET)

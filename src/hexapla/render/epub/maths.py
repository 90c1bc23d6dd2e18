"""Formulas as MathML, by Temml: what readers of EPUB set themselves."""

from __future__ import annotations

from hexapla.render.formulas import Program

# The words that a reader without MathML shows or says are the formula's source.
READ = r"""
function read(tex, displayMode, macros) {
  const signs = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};
  const quoted = (tex) => tex.replace(/[&<>"]/g, (sign) => signs[sign]).replace(/\s+/g, " ");
  const options = {displayMode, macros, xml: true, throwOnError: true,
                   strict: false, trust: false, maxSize: [50, 500], maxExpand: 1000};
  const made = temml.renderToString(tex, options);
  const refers = !made.startsWith("<math ") || made.includes("<a ");
  if (refers) throw new Error("it refers to another formula");
  return made.replace("<math ", () => `<math alttext="${quoted(tex.trim())}" `);
}
"""
TEMML = Program(READ, "temml/temml.min.js")

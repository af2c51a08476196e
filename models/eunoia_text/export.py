"""Writes the network as an ONNX graph: in full precision, and with int8 weights.

The graph is built node by node, since the network is known and small, and since the usual dynamic quantisation takes one
scale for a whole batch: what a text is given would then depend on the texts beside it. Here each token's row has a scale
of its own (its largest magnitude / 127), each column of a weight too, and the product of the two is an exact sum of
integers. A text is therefore read the same alone, padded or in any company, up to the rounding of softmax and norms.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from .encoder import EPSILON, HEADS, WIDTH, Adapted, Head, Layer, TextModel

OPSET = 21
MICROSOFT = "com.microsoft"


def write(model: TextModel, file: Path, int8: bool, places: int = 128) -> None:
    """`places` is the longest window."""
    graph = Graph(int8)
    graph.text_model(model, places)
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "eunoia-text",
            [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in ("input_ids", "attention_mask")],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", *width])
                for name, width in (
                    ("valence", [3]), ("emotions", [28]), ("crisis", [4]), ("needs_human", []), ("stated", []), ("embedding", [384]),
                )
            ],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=10,
        producer_name="eunoia",
    )  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(made, file)


class Graph:
    def __init__(self, int8: bool) -> None:
        self.int8 = int8
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.known: set[str] = set()
        self.count = 0
        self.maps: dict[nn.Linear, tuple[str, str, str]] = {}

    def weight(self, value: np.ndarray, name: str | None = None) -> str:
        if name is None:
            name = f"w{len(self.weights)}"
        if name not in self.known:
            self.known.add(name)
            self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, domain: str = "", out: str | None = None, **attributes: object) -> str:
        self.count += 1
        out = out or f"n{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], domain=domain, **attributes))
        return out

    def text_model(self, model: TextModel, places: int) -> None:
        mask = self.op("Cast", "attention_mask", to=TensorProto.INT32)
        # Between attentions the tokens of all texts are rows of one matrix: a scale for each row is then an axis.
        self.texts = self.op("Concat", self.op("Shape", "input_ids"), self.weight(np.array([WIDTH], np.int64), "width"), axis=0)
        x = self.op("Reshape", self.embed(model, places), self.rows())
        meaning = feeling = x
        for layer in model.meaning:
            meaning = self.layer(layer, meaning, mask)
        for layer in model.feeling:
            feeling = self.layer(layer, feeling, mask)
        meaning, feeling = (self.op("Reshape", x, self.texts) for x in (meaning, feeling))
        present = self.op("Cast", "attention_mask", to=TensorProto.FLOAT)
        axes = self.weight(np.array([1], np.int64), "axis_1")
        summed = self.op("ReduceSum", self.op("Mul", meaning, self.op("Unsqueeze", present, self.last())), axes, keepdims=0)
        # The length of a sum is that of a mean, but for a factor that normalising takes out.
        norm = self.op("ReduceL2", summed, axes, keepdims=1)
        self.op("Div", summed, norm, out="embedding")
        absent = self.op("Sub", self.weight(np.float32(1), "one"), present)
        padding = self.op("Mul", absent, self.weight(np.float32(-1e4), "far_below"))
        self.head(model.valence, feeling, padding, "valence")
        self.head(model.emotions, feeling, padding, "emotions")
        both = self.head(model.crisis, feeling, padding)
        cut = {n: self.weight(np.array([n], np.int64), f"at_{n}") for n in (0, 4, 5)}
        self.op("Slice", both, cut[0], cut[4], axes, out="crisis")
        self.op("Squeeze", self.op("Slice", both, cut[4], cut[5], axes), axes, out="needs_human")
        self.op("Squeeze", self.head(model.stated, feeling, padding), axes, out="stated")

    def embed(self, model: TextModel, places: int) -> str:
        words = array(model.embeddings.words.weight)
        if self.int8:
            scale = np.abs(words).max(1, keepdims=True) / 127
            scale[scale == 0] = 1
            rows = self.op("Gather", self.weight(np.round(words / scale).astype(np.int8)), "input_ids")
            rows = self.op("Cast", rows, to=TensorProto.FLOAT)
            x = self.op("Mul", rows, self.op("Gather", self.weight(scale.astype(np.float32)), "input_ids"))
        else:
            x = self.op("Gather", self.weight(words), "input_ids")
        length = self.op("Shape", "input_ids", start=1, end=2)
        zero = self.weight(np.array([0], np.int64), "at_0")
        there = self.op("Slice", self.weight(array(model.embeddings.places.weight)[:places]), zero, length, zero)
        return self.norm(model.embeddings.norm, self.op("Add", x, there))

    def layer(self, layer: Layer, x: str, mask: str) -> str:
        qkv = self.linear(layer.qkv, x)
        names = [f"{qkv}_{part}" for part in "qkv"]
        self.nodes.append(helper.make_node("Split", [qkv], names, axis=-1, num_outputs=3))
        names = [self.op("Reshape", name, self.texts) for name in names]
        context = self.op("MultiHeadAttention", *names, "", mask, domain=MICROSOFT, num_heads=HEADS)
        context = self.op("Reshape", context, self.rows())
        x = self.skip(layer.mixed, self.linear(layer.mix, context), x)
        wide = self.op("Gelu", self.linear(layer.widen, x), domain=MICROSOFT)
        return self.skip(layer.norm, self.linear(layer.narrow, wide), x)

    def head(self, head: Head, x: str, padding: str, out: str | None = None) -> str:
        sought = self.op("MatMul", x, self.weight(array(head.attend.query.weight).T))
        weight = self.op("Softmax", self.op("Add", self.op("Squeeze", sought, self.last()), padding), axis=-1)
        pooled = self.op("MatMul", self.op("Unsqueeze", weight, self.weight(np.array([1], np.int64), "axis_1")), x)
        pooled = self.op("Squeeze", pooled, self.weight(np.array([1], np.int64), "axis_1"))
        hidden = self.op("Gelu", self.linear(head.hidden, pooled), domain=MICROSOFT)
        product = self.op("MatMul", hidden, self.weight(array(head.out.weight).T))
        return self.op("Add", product, self.weight(array(head.out.bias)), out=out)

    def linear(self, linear: nn.Linear | Adapted, x: str) -> str:
        if isinstance(linear, Adapted):
            small = self.op("MatMul", x, self.weight(array(linear.down).T))
            return self.op("Sum", self.linear(linear.base, x), self.op("MatMul", small, self.weight(array(linear.up).T)))
        if linear not in self.maps:
            self.maps[linear] = self.parts(linear)
        weight, columns, bias = self.maps[linear]
        if not self.int8:
            return self.op("Add", self.op("MatMul", x, weight), bias)
        middle = self.weight(np.uint8(128), "middle")
        largest = self.op("ReduceMax", self.op("Abs", x), self.weight(np.array([1], np.int64), "axis_1"), keepdims=0)
        # A row of zeros has no largest magnitude; any scale does.
        row = self.op("Mul", self.op("Max", largest, self.weight(np.float32(1e-8), "tiny")), self.weight(np.float32(1 / 127), "step"))
        middles = self.op("Expand", middle, self.op("Shape", row))
        quantised = self.op("QuantizeLinear", x, row, middles, axis=0)
        # Scales the columns while it writes the product; the rows' scales are left for the next step.
        one = self.weight(np.float32(1), "one")
        product = self.op("MatMulIntegerToFloat", quantised, weight, one, columns, middle, domain=MICROSOFT)
        return self.op("Add", self.op("Mul", product, self.op("Unsqueeze", row, self.last())), bias)

    def parts(self, linear: nn.Linear) -> tuple[str, str, str]:
        """The weight, its columns' scales (in int8) and the bias. Maps that both branches share are written once."""
        weight, bias = array(linear.weight).T, self.weight(array(linear.bias))
        if not self.int8:
            return self.weight(weight), "", bias
        column = np.abs(weight).max(0) / 127
        return self.weight(np.round(weight / column).astype(np.int8)), self.weight(column.astype(np.float32)), bias

    def skip(self, norm: nn.LayerNorm, x: str, before: str) -> str:
        # A sum, since an addition would be fused into SkipLayerNormalization, which takes six times as long on a CPU.
        return self.norm(norm, self.op("Sum", x, before))

    def rows(self) -> str:
        return self.weight(np.array([-1, WIDTH], np.int64), "rows")

    def norm(self, norm: nn.LayerNorm, x: str) -> str:
        scale, bias = self.weight(array(norm.weight)), self.weight(array(norm.bias))
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)

    def last(self) -> str:
        return self.weight(np.array([-1], np.int64), "axis_last")


def array(parameter: nn.Parameter) -> np.ndarray:
    return parameter.detach().float().cpu().numpy()

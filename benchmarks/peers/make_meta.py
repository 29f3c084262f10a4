"""Writes a small random model in the format of Meta's multi-token release, and what it computes: make_meta.py FOLDER [N [DIM]]

consolidated.pth, params.json and tokenizer.model as in the release; expected.json holds, for a few tokens, the logits of
each head at the last position and the loss of each head, and for a few texts their tokens.
"""

import json
import sys
from pathlib import Path

import sentencepiece
import torch
from torch import Tensor, nn
from torch.nn import functional as F

HOME = Path(__file__).resolve().parents[2]
TEXTS = [
    "Question: Anna has 12 apples and buys 3.5 more. How many?\nAnswer:",
    "  two  spaces,\ttab\n\nlines ",
    "naïve café, Ωμέγα, 漢字, 🙂👩‍👩‍👧, e\u0301, \u00a0no-break",
    "1234567890 -10 2,125 $18.00",
    "x",
]


class Norm(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.weight = nn.Parameter(1 + 0.1 * torch.randn(dim))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


def linear(inputs: int, outputs: int) -> nn.Linear:
    module = nn.Linear(inputs, outputs, bias=False)
    nn.init.normal_(module.weight, std=2 * inputs**-0.5)
    return module


class Attention(nn.Module):
    """Positions turn neighbouring pairs, as complex numbers."""

    def __init__(self, dim: int, heads: int, kv_heads: int):
        super().__init__()
        self.heads, self.kv_heads, self.size = heads, kv_heads, dim // heads
        self.wq, self.wo = linear(dim, dim), linear(dim, dim)
        self.wk, self.wv = linear(dim, kv_heads * self.size), linear(dim, kv_heads * self.size)

    def forward(self, x: Tensor) -> Tensor:
        b, t, _ = x.shape
        split = lambda y, heads: y.view(b, t, heads, self.size).transpose(1, 2)
        q, k, v = split(self.wq(x), self.heads), split(self.wk(x), self.kv_heads), split(self.wv(x), self.kv_heads)
        group = self.heads // self.kv_heads
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        a = F.scaled_dot_product_attention(self.turned(q), self.turned(k), v, is_causal=True)
        return self.wo(a.transpose(1, 2).reshape(b, t, -1))

    def turned(self, x: Tensor) -> Tensor:
        frequencies = 10000.0 ** -(torch.arange(0, self.size, 2) / self.size)
        angles = torch.outer(torch.arange(x.size(2)), frequencies)
        pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2))
        return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).flatten(-2)


class FeedForward(nn.Module):
    def __init__(self, dim: int, inner: int):
        super().__init__()
        self.w1, self.w2, self.w3 = linear(dim, inner), linear(inner, dim), linear(dim, inner)

    def forward(self, x: Tensor) -> Tensor:
        return self.w2(F.silu(self.w1(x)) * self.w3(x))


class Block(nn.Module):
    def __init__(self, dim: int, heads: int, kv_heads: int, inner: int):
        super().__init__()
        self.attention, self.feed_forward = Attention(dim, heads, kv_heads), FeedForward(dim, inner)
        self.attention_norm, self.ffn_norm = Norm(dim), Norm(dim)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x))
        return x + self.feed_forward(self.ffn_norm(x))


class Transformer(nn.Module):
    def __init__(self, p: dict, inner: int, vocabulary: int):
        super().__init__()
        block = lambda: Block(p["dim"], p["n_heads"], p["n_kv_heads"], inner)
        n = p["n_future_tokens"]
        self.tok_embeddings = nn.Embedding(vocabulary, p["dim"])
        self.layers = nn.ModuleList(block() for _ in range(p["n_layers"] - n + 1))
        self.extra_heads = nn.ModuleList(block() for _ in range(n - 1))
        self.norm, self.output = Norm(p["dim"]), linear(p["dim"], vocabulary)

    def forward(self, tokens: Tensor) -> list[Tensor]:
        """tokens [B, T] to a list of logits [B, T, V], a head each."""
        x = self.tok_embeddings(tokens)
        for layer in self.layers[:-1]:
            x = layer(x)
        return [self.output(self.norm(head(x))) for head in [self.layers[-1], *self.extra_heads]]


def train_tokenizer(folder: Path) -> sentencepiece.SentencePieceProcessor:
    lines = [line for name in ("README.md", "RATIONALE.md") for line in (HOME / name).read_text().splitlines()]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=str(folder / "tokenizer"), model_type="bpe", vocab_size=480,
        character_coverage=0.995, byte_fallback=True, split_digits=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, allow_whitespace_only_pieces=True, minloglevel=2,
    )  # fmt: skip
    (folder / "tokenizer.vocab").unlink()
    return sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))


def main(folder: Path, n: int, dim: int) -> None:
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    tokenizer = train_tokenizer(folder)
    vocabulary = tokenizer.get_piece_size()
    p = {"dim": dim, "n_layers": n + 1, "n_heads": 4, "n_kv_heads": 2, "norm_eps": 1e-5, "vocab_size": -1,
         "multiple_of": 8, "n_future_tokens": n}  # fmt: skip
    model = Transformer(p, 8 * ((2 * 4 * dim // 3 + 7) // 8), vocabulary).bfloat16()
    (folder / "params.json").write_text(json.dumps(p))
    torch.save(model.state_dict(), folder / "consolidated.pth")
    tokens = torch.tensor([tokenizer.encode("".join(TEXTS))[:40]])
    with torch.no_grad():
        logits = model.float()(tokens[:, :-n])
    length = tokens.size(1) - n
    losses = [F.cross_entropy(l[0], tokens[0, 1 + i : 1 + i + length]).item() for i, l in enumerate(logits)]
    expected = {
        "tokens": tokens[0].tolist(),
        "losses": losses,
        "logits": [l[0, -1].tolist() for l in logits],
        "texts": [{"text": text, "tokens": tokenizer.encode(text)} for text in TEXTS],
        "continuation": [],
    }
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int((sys.argv[2:3] or [4])[0]), int((sys.argv[3:4] or [64])[0]))

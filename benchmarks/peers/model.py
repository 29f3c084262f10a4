"""A Llama with n one-layer heads on a shared trunk, as one would write it in PyTorch for speed.

Letters: B sequences, T positions, D hidden size, H attention heads, E = D / H, F feed-forward size, V vocabulary.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F


class Layer(nn.Module):
    def __init__(self, weights: dict[str, Tensor], name: str, heads: int, epsilon: float):
        super().__init__()
        take = lambda *parts: nn.Parameter(torch.cat([weights[f"{name}.{part}.weight"] for part in parts]))
        self.heads, self.epsilon = heads, epsilon
        self.norm = take("input_layernorm")
        self.qkv = take("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")  # [3D, D]
        self.output = take("self_attn.o_proj")  # [D, D]
        self.feed_forward_norm = take("post_attention_layernorm")
        self.gate_up = take("mlp.gate_proj", "mlp.up_proj")  # [2F, D]
        self.down = take("mlp.down_proj")  # [D, F]

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        b, t, d = x.shape
        qkv = F.linear(F.rms_norm(x, [d], self.norm, self.epsilon), self.qkv)
        q, k, v = qkv.view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)  # [B, H, T, E] each
        a = F.scaled_dot_product_attention(rotate(q, cos, sin), rotate(k, cos, sin), v, is_causal=True)
        x = x + F.linear(a.transpose(1, 2).reshape(b, t, d), self.output)
        gate, up = F.linear(F.rms_norm(x, [d], self.feed_forward_norm, self.epsilon), self.gate_up).chunk(2, -1)
        return x + F.linear(F.silu(gate) * up, self.down)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1).type_as(x)


class Transformer(nn.Module):
    """Reads the folder of a checkpoint."""

    def __init__(self, folder: Path):
        super().__init__()
        config = json.loads((folder / "config.json").read_text())
        weights = load_file(folder / "model.safetensors")
        self.n = config.get("foresight_predict_tokens", 1)
        if self.n > 1:
            weights |= load_file(folder / "extra_heads.safetensors")
        layer = lambda name: Layer(weights, f"model.{name}", config["num_attention_heads"], config["rms_norm_eps"])
        last = config["num_hidden_layers"] - 1
        self.epsilon = config["rms_norm_eps"]
        self.embedding = nn.Parameter(weights["model.embed_tokens.weight"])  # [V, D]
        self.trunk_layers = nn.ModuleList(layer(f"layers.{i}") for i in range(last))
        extra = [f"extra_heads.{i}" for i in range(self.n - 1)]
        self.head_layers = nn.ModuleList(layer(name) for name in [f"layers.{last}", *extra])
        self.norm = nn.Parameter(weights["model.norm.weight"])
        self.unembedding = nn.Parameter(weights["lm_head.weight"])  # [V, D]
        size = config["hidden_size"] // config["num_attention_heads"]
        frequencies = config["rope_theta"] ** -(torch.arange(0, size, 2) / size)
        angles = torch.outer(torch.arange(config["max_position_embeddings"]), frequencies)
        self.register_buffer("cos", angles.cos())
        self.register_buffer("sin", angles.sin())

    def trunk(self, tokens: Tensor) -> Tensor:
        """tokens [B, T] to [B, T, D]."""
        t = tokens.size(1)
        x = F.embedding(tokens, self.embedding)
        for layer in self.trunk_layers:
            x = layer(x, self.cos[:t], self.sin[:t])
        return x

    def logits(self, head: int, trunk: Tensor) -> Tensor:
        """[B, T, D] to [B, T, V]."""
        t = trunk.size(1)
        x = self.head_layers[head](trunk, self.cos[:t], self.sin[:t])
        return F.linear(F.rms_norm(x, [x.size(-1)], self.norm, self.epsilon), self.unembedding)

    def loss(self, head: int, trunk: Tensor, targets: Tensor) -> Tensor:
        return F.cross_entropy(self.logits(head, trunk).float().flatten(0, 1), targets.flatten())

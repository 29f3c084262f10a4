"""Writes a small random Llama by transformers with what such models have today, and what it computes: make_llama.py FOLDER

Grouped queries, heads of their own size, tied embeddings, rotary positions scaled as Llama 3's, bfloat16 weights in shards.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

HOME = Path(__file__).resolve().parents[2]
TEXTS = ["Question: Anna has 12 apples.\nAnswer:", "  two  spaces\t\n ", "naïve Ωμέγα 漢字 🙂"]
CONTINUATION = 16


def byte_level_tokenizer() -> PreTrainedTokenizerFast:
    """Byte-level pairs, the other common kind."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<|begin|>", "<|end|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator([(HOME / "README.md").read_text()], trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<|begin|>", eos_token="<|end|>")


def main(folder: Path) -> None:
    torch.manual_seed(1)
    tokenizer = byte_level_tokenizer()
    scaling = {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=160, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, head_dim=32,
        max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=True, rope_parameters=scaling, initializer_range=0.2,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    model = LlamaForCausalLM(config).bfloat16()
    model.save_pretrained(folder, max_shard_size="100KB")
    tokenizer.save_pretrained(folder)
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
    prompt = torch.tensor([tokenizer.encode("".join(TEXTS), add_special_tokens=False)])
    with torch.no_grad():
        logits = model(prompt).logits[0, -1]
        text = prompt
        for _ in range(CONTINUATION):
            text = torch.cat([text, model(text).logits[:, -1:].argmax(-1)], 1)
    expected = {
        "tokens": prompt[0].tolist(),
        "logits": [logits.tolist()],
        "losses": [],
        "continuation": text[0, prompt.size(1) :].tolist(),
        "texts": [{"text": text, "tokens": tokenizer.encode(text, add_special_tokens=False)} for text in TEXTS],
    }
    (folder / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

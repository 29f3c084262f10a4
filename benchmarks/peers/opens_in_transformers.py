"""Opens a checkpoint of Foresight's in transformers and compares: opens_in_transformers.py CHECKPOINT EXPECTED"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def report(same: bool, what: str) -> None:
    print(("same" if same else "DIFFERENT"), f"ours in transformers: {what}", flush=True)


def main(folder: str, expected: dict) -> None:
    model, problems = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    report(type(model).__name__ == "LlamaForCausalLM" and not any(problems.values()), f"opens as {type(model).__name__}, no weight missing or left over")
    prompt = torch.tensor([expected["tokens"]])
    with torch.no_grad():
        logits = model(prompt).logits[0, -1]
        text = prompt
        for _ in expected["continuation"]:
            text = torch.cat([text, model(text).logits[:, -1:].argmax(-1)], 1)
    difference = (logits - torch.tensor(expected["logits"][0])).abs().max().item()
    report(difference < 1e-3, f"logits: largest difference {difference:.1e}")
    report(text[0, prompt.size(1) :].tolist() == expected["continuation"], "greedy tokens")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    cut = lambda text: tokenizer.encode(text, add_special_tokens=False)
    report(all(cut(each["text"]) == each["tokens"] for each in expected["texts"]), f"tokens of texts, by {type(tokenizer).__name__}")
    report(all(tokenizer.decode(each["tokens"]) == each["text"] for each in expected["texts"]), "texts of tokens")


if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()))

"""transformers' side of `./foresight bench sample --peer`: a line of JSON asks, a line of JSON answers; see SamplingPeer.java.

The exemplars' keys and values are computed once, when a checkpoint is opened; a run reads the question behind them, repeats
both for each sample in a cache of fixed size, which spares it copying the cache in each step, and generates.
"""

import copy
import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM, DynamicCache, StaticCache


class Sampling:
    def __init__(self, request: dict):
        self.model = AutoModelForCausalLM.from_pretrained(request["checkpoint"], dtype=getattr(torch, request["precision"]))
        self.model.generation_config.eos_token_id = None  # every sample gets all its tokens
        self.prompt = torch.tensor([request["prompt"]])
        self.samples, self.tokens = request["samples"], request["tokens"]
        self.chances = {"do_sample": True, "temperature": request["temperature"], "top_p": request["top_p"], "top_k": 0}
        self.exemplars = DynamicCache(config=self.model.config)
        with torch.inference_mode():
            self.model(self.prompt[:, : request["shared"]], past_key_values=self.exemplars, use_cache=True)

    def run(self) -> int:
        """Draws all samples; how many tokens they got."""
        cache = copy.deepcopy(self.exemplars)
        with torch.inference_mode():
            behind = self.prompt[:, cache.get_seq_length() : -1]
            self.model(behind, past_key_values=cache, use_cache=True, logits_to_keep=1)
            prompt = self.prompt.expand(self.samples, -1)
            drawn = self.model.generate(
                prompt, attention_mask=torch.ones_like(prompt), past_key_values=self.repeated(cache), max_new_tokens=self.tokens,
                pad_token_id=0, disable_compile=True, **self.chances,
            )  # fmt: skip
        return drawn[:, prompt.size(1) :].numel()

    def repeated(self, cache: DynamicCache) -> StaticCache:
        copies = StaticCache(config=self.model.config, max_cache_len=self.prompt.size(1) + self.tokens)
        for layer, copy_ in zip(cache.layers, copies.layers):
            copy_.update(layer.keys.expand(self.samples, -1, -1, -1), layer.values.expand(self.samples, -1, -1, -1))
        return copies


def main(threads: int) -> None:
    torch.set_num_threads(threads)
    sampling = None
    for line in sys.stdin:
        request = json.loads(line)
        if "open" in request:
            sampling, answer = Sampling(request), {}
        else:
            start = time.perf_counter()
            tokens = sampling.run()
            answer = {"tokens": tokens, "seconds": time.perf_counter() - start}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))

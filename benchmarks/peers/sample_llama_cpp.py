"""llama.cpp's side of `./foresight bench sample --peer`, by xllamacpp's build of its server: as sample_transformers.py.

The server has a slot for each sample and one cache for all of them, in which the prompt lies once; a cache for each took nearly
twice as long. One request asks for all samples of the prompt: the server keeps what it has in common with the one before, reads
the rest once, and decodes all slots together.
"""

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import xllamacpp
from opens_in_llama_cpp import converter


class Sampling:
    def __init__(self, request: dict, threads: int):
        model = Path(request["checkpoint"]).with_suffix("." + request["precision"] + ".gguf")
        if not model.exists():
            kind = {"float32": "f32", "bfloat16": "bf16"}[request["precision"]]
            convert = [sys.executable, converter(), request["checkpoint"], "--outfile", model, "--outtype", kind]
            subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        samples, tokens, prompt = request["samples"], request["tokens"], request["prompt"]
        params = xllamacpp.CommonParams()
        params.model.path = str(model)
        params.kv_unified, params.n_ctx = True, len(prompt) + (samples + 1) * (tokens + 8)
        params.n_parallel, params.n_gpu_layers = samples, 0
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.warmup, params.verbosity, params.cache_ram_mib = False, 0, 0
        self.server = xllamacpp.Server(params)
        self.body = {
            "prompt": prompt, "n_cmpl": samples, "n_predict": tokens, "ignore_eos": True, "cache_prompt": True,
            "samplers": ["temperature", "top_p"], "temperature": request["temperature"], "top_p": request["top_p"],
        }  # fmt: skip
        self.ask({**self.body, "n_cmpl": 1, "n_predict": 1})

    def ask(self, body: dict) -> list[dict]:
        address = self.server.listening_address + "/completion"
        answer = json.load(urllib.request.urlopen(address, json.dumps(body).encode()))
        return answer if isinstance(answer, list) else [answer]

    def run(self) -> int:
        """Draws all samples; how many tokens they got."""
        return sum(each["tokens_predicted"] for each in self.ask(self.body))


def main(threads: int) -> None:
    sampling = None
    for line in sys.stdin:
        request = json.loads(line)
        if "open" in request:
            sampling, answer = Sampling(request, threads), {}
        else:
            start = time.perf_counter()
            tokens = sampling.run()
            answer = {"tokens": tokens, "seconds": time.perf_counter() - start}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))

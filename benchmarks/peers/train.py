"""PyTorch's side of `./foresight bench train --peer`: a line of JSON asks, a line of JSON answers; see PeerTrainer.java."""

import contextlib
import json
import sys
import time
from pathlib import Path

import numpy
import torch
from model import Transformer
from torch import Tensor, nn


class Training:
    """One model, AdamW in its fused form, gradients clipped; a step learns from the next of a few batches."""

    def __init__(self, request: dict):
        self.model = Transformer(Path(request["checkpoint"]))
        self.bfloat16 = request["precision"] == "bfloat16"
        self.context, self.clipping = request["context"], request["clipping"]
        length = self.context + self.model.n
        tokens = numpy.fromfile(request["tokens"], dtype="<i4").reshape(-1, request["rows"], length)
        self.batches, self.steps = torch.from_numpy(tokens.astype("int64")), 0
        matrices = [p for p in self.model.parameters() if p.dim() > 1]
        vectors = [p for p in self.model.parameters() if p.dim() < 2]
        groups = [{"params": matrices, "weight_decay": request["decay"]}, {"params": vectors, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=request["rate"], betas=(0.9, 0.95), eps=1e-8, fused=True)
        self.trunk, self.loss = self.model.trunk, self.model.loss
        if request["mode"] == "compiled":
            self.trunk, self.loss = torch.compile(self.trunk), torch.compile(self.loss)

    def gradients(self, tokens: Tensor) -> list[float]:
        """One head after the other backwards, so that one head's logits are held at a time; then the trunk."""
        narrow = torch.autocast("cpu", torch.bfloat16) if self.bfloat16 else contextlib.nullcontext()
        with narrow:
            trunk = self.trunk(tokens[:, : self.context])
        at_trunk = trunk.detach().requires_grad_()
        losses = []
        for head in range(self.model.n):
            with narrow:
                loss = self.loss(head, at_trunk, tokens[:, 1 + head : 1 + head + self.context])
            loss.backward()
            losses.append(loss.item())
        trunk.backward(at_trunk.grad)
        return losses

    def step(self) -> list[float]:
        losses = self.gradients(self.batches[self.steps % len(self.batches)])
        nn.utils.clip_grad_norm_(self.model.parameters(), self.clipping)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.steps += 1
        return losses

    def rate(self, seconds: float) -> float:
        """Steps a second over at least one step and `seconds`."""
        start, steps = time.perf_counter(), 0
        while steps == 0 or time.perf_counter() - start < seconds:
            self.step()
            steps += 1
        return steps / (time.perf_counter() - start)


def main(threads: int) -> None:
    torch.set_num_threads(threads)
    torch._dynamo.config.cache_size_limit = 64
    trainings: dict[int, Training] = {}
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if "open" in request:
            training = trainings[request["open"]] = Training(request)
            answer = {"losses": [training.step(), training.step()]}
        elif "run" in request:
            answer = {"rate": trainings[request["run"]].rate(request["seconds"])}
        elif "close" in request:
            del trainings[request["close"]]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))

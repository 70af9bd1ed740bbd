"""PyTorch, trained from a tensor in memory. Variants: eager or compiled, default (NCHW) or channels-last."""

import torch
from torch.nn import functional

from torch_models import BUILDERS
from worker import check_parameters, serve, settings


def count_parameters(model):
    """As Keras counts: batch norm's moving statistics are in, its counter of batches is not."""
    moving = sum(value.numel() for name, value in model.named_buffers() if not name.endswith("num_batches_tracked"))
    return sum(value.numel() for value in model.parameters()) + moving


def main():
    given = settings()
    mode, layout = given.variant.split("-", maxsplit=1)
    torch.manual_seed(1)
    model = BUILDERS[given.net](classes=10)
    check_parameters(given.params, count_parameters(model))
    # Keras' l2 on the last layer's kernel; the two smaller networks have none.
    decayed = model[-1].weight if given.net == "resnet18" else None
    images = torch.from_numpy(given.images).permute(0, 3, 1, 2).contiguous()
    labels = torch.from_numpy(given.labels)
    if layout == "channels-last":
        model = model.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=given.learning_rate, eps=1e-7, fused=True)

    def loss_of(batch, targets):
        logits = model(batch)
        loss = functional.cross_entropy(logits, targets)
        correct = (logits.argmax(dim=1) == targets).sum()
        if decayed is not None:
            loss = loss + 0.01 * decayed.square().sum()
        return loss, correct

    forward = torch.compile(loss_of) if mode == "compiled" else loss_of
    size = given.batch
    per_epoch = len(images) // size

    def train(steps):
        loss_sum = torch.zeros(())
        correct_sum = torch.zeros((), dtype=torch.int64)
        done = 0
        while done < steps:
            order = torch.randperm(len(images))
            for start in range(0, min(per_epoch, steps - done) * size, size):
                chosen = order[start : start + size]
                loss, correct = forward(images[chosen], labels[chosen])
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                loss_sum += loss.detach()
                correct_sum += correct
                done += 1
        loss_sum.item()
        return {"kind": "round", "images": steps * size}

    train(given.warmup)
    serve(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", train)


main()

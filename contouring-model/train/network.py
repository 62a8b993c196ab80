#!/usr/bin/python3
"""Writes the untrained head-and-neck networks as TorchScript; run once, training is in Java.

    /usr/bin/python3 network.py --design unet3d --precision float32 --seed 20261124 --out unet3d.pt
    /usr/bin/python3 network.py --design folded --precision float32 --seed 20261127 --start trained.pt --out folded.pt

PyTorch 1.13 (Debian's python3-torch): files of later versions did not load in libtorch 2.7.1.

Every convolution runs in channels_last_3d (channels_last in 2-D) with widths of 16, 32, 64 or 128:
libtorch 2.7.1's fp32 convolutions gave wrong numbers in the default layout for some other widths.
Its fp32 group normalisation, channels-last, is the weaker the larger a channel's mean is against its
spread and the more voxels there are: as in a 2-D network of flat 3-D kernels, which was refused.
Weights are kept in float32 and cast where they are used, so that the same weights also run in
float64 (`loss64`), which the trainer compares with `loss` before it trains.

Methods, all float32 in and out:
    forward(x)        logits [B, C, Z, Y, X]
    labels(x)         most likely class [B, Z, Y, X]
    loss(x, y, m)     scalar, to be minimised
    loss64(x, y, m)   the same in float64 throughout
    log_loss, log_loss64  with minus log of Dice in place of 1 - Dice (the training key loss: LOG_DICE)

    x  [B, 1, Z, Y, X]  HU / 1000, Z towards the head, Y to posterior, X to the patient's left
    y  [B, Z, Y, X]     0 background, 1..C-1 structures, then background or one of the open structures
                        (C - 1 + a bit each: of the seven organs 8 is background or spinal cord,
                        9 background or oesophagus, 10 background or either), 255 not known (ignored)
    m  [B, C]           1 where this patient's organ was not contoured: it may be anywhere in the
                        background, so its posterior counts as background's

What the classes are, and which are open, is the label scheme's (--labels, docs/training.md): the
same file that the trainer reads.
"""
import argparse
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F
import yaml
from torch import Tensor
from typing import List, Optional

SEVEN_ORGANS = pathlib.Path(__file__).resolve().parent.parent / 'src/main/resources/org/contourflow/train/data/openkbp-labels.yaml'
NEIGHBOURS = 7  # slices a 2.5-D network sees
FLAT_CHANNELS = 32  # 4 windows of each, and zeros up to a width whose kernels were found right


def windows(x: Tensor) -> Tensor:
    """Four overlapping HU windows of HU / 1000, each to about -1..1."""
    return torch.cat([
        torch.clamp(x, -1.0, 1.5),
        torch.clamp((x - 0.04) / 0.2, -1.0, 1.0),
        torch.clamp((x - 0.6) / 0.6, -1.0, 1.0),
        torch.clamp((x + 0.5) / 0.5, -1.0, 1.0),
    ], 1)


def convolve(x: Tensor, weight: Tensor, bias: Optional[Tensor], stride: int, pad: int) -> Tensor:
    """In 2-D or 3-D, as the weights are."""
    weight = weight.to(x.dtype)
    if weight.dim() == 4:
        return F.conv2d(x, weight, bias, [stride, stride], [pad, pad])
    z = pad
    if pad > 0 and (x.requires_grad or weight.size(1) < 16):
        # oneDNN's AVX2 kernel for a 3-D convolution's weight gradient wants no padding along Z; with
        # it the engine falls back on a matrix product that took two to three times as long. For a few
        # input channels it does so forward too (4 to 16 on 80 x 64 x 64: 248 ms instead of 32).
        x = F.pad(x, [0, 0, 0, 0, pad, pad])
        z = 0
    return F.conv3d(x, weight, bias, [stride, stride, stride], [z, pad, pad])


class Unit(nn.Module):
    """Convolution of 3 (or 1) along each axis, instance normalisation (a group a channel), leaky ReLU."""

    def __init__(self, cin: int, cout: int, stride: int, axes: int, kernel: int = 3):
        super().__init__()
        self.stride = stride
        self.groups = cout
        self.pad = kernel // 2
        self.weight = nn.Parameter(torch.empty([cout, cin] + [kernel] * axes))
        nn.init.kaiming_normal_(self.weight, a=0.01)
        self.gain = nn.Parameter(torch.ones(cout))
        self.shift = nn.Parameter(torch.zeros(cout))

    def forward(self, x: Tensor) -> Tensor:
        x = convolve(x, self.weight, None, self.stride, self.pad)
        wide = x.dtype == torch.float64
        gain = self.gain.double() if wide else self.gain.to(x.dtype)
        shift = self.shift.double() if wide else self.shift.to(x.dtype)
        x = F.group_norm(x, self.groups, gain, shift, 1e-5)
        return F.leaky_relu(x, 0.01, True)


class Up(nn.Module):
    """Transposed convolution that doubles each axis."""

    def __init__(self, cin: int, cout: int, axes: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty([cin, cout] + [2] * axes))
        nn.init.kaiming_normal_(self.weight, a=0.01, mode='fan_out')

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight.to(x.dtype)
        if weight.dim() == 4:
            return F.conv_transpose2d(x, weight, None, [2, 2])
        return F.conv_transpose3d(x, weight, None, [2, 2, 2])


class Head(nn.Module):
    def __init__(self, cin: int, classes: int, axes: int):
        super().__init__()
        self.weight = nn.Parameter(torch.randn([classes, cin] + [1] * axes) * 0.05)
        bias = torch.zeros(classes)
        bias[0] = 2.0
        self.bias = nn.Parameter(bias)

    def forward(self, x: Tensor) -> Tensor:
        y = convolve(x, self.weight, self.bias.to(x.dtype), 1, 0)
        return y if y.dtype == torch.float64 else y.float()


def level_loss(logits: Tensor, y: Tensor, m: Tensor, opened: List[int], log_dice: bool) -> Tensor:
    """Cross-entropy + (1 - mean Dice) with unknown organs merged into the background.

    With log_dice, minus the mean log of Dice: its pull on an organ's voxels stays the same however
    unlikely they are, where 1 - Dice has a gradient that vanishes with the posterior.
    """
    valid = (y < 200).to(logits.dtype)
    organ = torch.where(y < logits.size(1) - 0.5, y, torch.zeros_like(y)).long().unsqueeze(1)
    missing = m.to(logits.dtype).view(m.size(0), logits.size(1), 1, 1, 1)
    free = missing.expand_as(logits).clone()
    bits = torch.where((y > logits.size(1) - 0.5) & (y < 200), y - (logits.size(1) - 1), torch.zeros_like(y)).long()
    free[:, 0] = 1.0
    for i, k in enumerate(opened):
        free[:, k] = torch.maximum(free[:, k], ((bits // (1 << i)) % 2).to(logits.dtype))
    total = torch.logsumexp(logits, 1)
    background = torch.logsumexp(logits.masked_fill(free < 0.5, -1e4), 1)
    chosen = torch.gather(logits, 1, organ).squeeze(1)
    log_p = torch.where(organ.squeeze(1) == 0, background, chosen) - total
    ce = -(log_p * valid).sum() / valid.sum().clamp(min=1.0)

    p = torch.exp(logits - total.unsqueeze(1)) * valid.unsqueeze(1)
    target = torch.zeros_like(p).scatter_(1, organ, valid.unsqueeze(1))
    p = p * torch.maximum(1.0 - free, target)
    intersection = (p * target).sum(dim=[2, 3, 4])
    size = target.sum(dim=[2, 3, 4])
    smooth = 0.1 if log_dice else 1.0
    dice = (2 * intersection + smooth) / (p.sum(dim=[2, 3, 4]) + size + smooth)
    if log_dice:
        dice = torch.log(dice) + 1
    counts = ((size > 0).to(logits.dtype) * (1 - m.to(logits.dtype)))
    counts[:, 0] = 0.0
    return ce + 1 - (dice * counts).sum() / counts.sum().clamp(min=1.0)


class UNet(nn.Module):
    """Five levels: in 3-D (axes = 3), or in 2-D on a slice and its neighbours (axes = 2, "2.5-D").

    In 2-D the slices are folded into the batch, so instance normalisation takes its statistics
    from each slice alone, not from the whole window; beyond the window's ends its last slices are
    repeated. A slice's input has 4 * NEIGHBOURS channels, and zeros up to FLAT_CHANNELS.
    """

    def __init__(self, widths: List[int], classes: int, opened: List[int], axes: int, half: bool):
        super().__init__()
        self.opened = opened
        self.half_precision = half
        self.flat = axes == 2
        self.neighbours = NEIGHBOURS
        self.padding = FLAT_CHANNELS - 4 * NEIGHBOURS
        first = FLAT_CHANNELS if self.flat else 4
        w0, w1, w2, w3, w4 = widths
        self.e0a = Unit(first, w0, 1, axes)
        self.e0b = Unit(w0, w0, 1, axes)
        self.e1a = Unit(w0, w1, 2, axes)
        self.e1b = Unit(w1, w1, 1, axes)
        self.e2a = Unit(w1, w2, 2, axes)
        self.e2b = Unit(w2, w2, 1, axes)
        self.e2c = Unit(w2, w2, 1, axes)
        self.e3a = Unit(w2, w3, 2, axes)
        self.e3b = Unit(w3, w3, 1, axes)
        self.e3c = Unit(w3, w3, 1, axes)
        self.e4a = Unit(w3, w4, 2, axes)
        self.e4b = Unit(w4, w4, 1, axes)
        self.u3 = Up(w4, w3, axes)
        self.d3a = Unit(2 * w3, w3, 1, axes)
        self.d3b = Unit(w3, w3, 1, axes)
        self.u2 = Up(w3, w2, axes)
        self.d2a = Unit(2 * w2, w2, 1, axes)
        self.d2b = Unit(w2, w2, 1, axes)
        self.u1 = Up(w2, w1, axes)
        self.d1a = Unit(2 * w1, w1, 1, axes)
        self.d1b = Unit(w1, w1, 1, axes)
        self.u0 = Up(w1, w0, axes)
        self.d0a = Unit(2 * w0, w0, 1, axes)
        self.d0b = Unit(w0, w0, 1, axes)
        self.h0 = Head(w0, classes, axes)
        self.h1 = Head(w1, classes, axes)
        self.h2 = Head(w2, classes, axes)

    def fold(self, x: Tensor) -> Tensor:
        """[B, 1, Z, Y, X] to [B * Z, FLAT_CHANNELS, Y, X]."""
        around = self.neighbours // 2
        padded = F.pad(x, [0, 0, 0, 0, around, around], 'replicate')
        parts: List[Tensor] = []
        for i in range(self.neighbours):
            parts.append(padded[:, 0, i:i + x.size(2)].reshape(-1, 1, x.size(3), x.size(4)))
        return F.pad(windows(torch.cat(parts, 1)), [0, 0, 0, 0, 0, self.padding])

    def unfold(self, y: Tensor, batch: int) -> Tensor:
        """[B * Z, C, Y, X] to [B, C, Z, Y, X]; in 3-D nothing is to be done."""
        if self.flat:
            y = y.reshape(batch, -1, y.size(1), y.size(2), y.size(3)).permute(0, 2, 1, 3, 4)
        return y

    def run(self, x: Tensor) -> List[Tensor]:
        x = self.fold(x) if self.flat else windows(x)
        if self.half_precision and x.dtype == torch.float32:
            x = x.to(torch.bfloat16)
        if self.flat:
            x = x.contiguous(memory_format=torch.channels_last)
        else:
            x = x.contiguous(memory_format=torch.channels_last_3d)
        e0 = self.e0b(self.e0a(x))
        return self.inner(e0, self.e1b(self.e1a(e0)))

    def inner(self, e0: Tensor, e1: Tensor) -> List[Tensor]:
        """From the first two levels' features down, and up again; the finest three."""
        e2 = self.e2c(self.e2b(self.e2a(e1)))
        e3 = self.e3c(self.e3b(self.e3a(e2)))
        e4 = self.e4b(self.e4a(e3))
        d3 = self.d3b(self.d3a(torch.cat([self.u3(e4), e3], 1)))
        d2 = self.d2b(self.d2a(torch.cat([self.u2(d3), e2], 1)))
        d1 = self.d1b(self.d1a(torch.cat([self.u1(d2), e1], 1)))
        return [self.finest(torch.cat([self.u0(d1), e0], 1)), d1, d2]

    def finest(self, x: Tensor) -> Tensor:
        return self.d0b(self.d0a(x))

    def forward(self, x: Tensor) -> Tensor:
        return self.unfold(self.h0(self.run(x)[0]), x.size(0)).contiguous()

    @torch.jit.export
    def labels(self, x: Tensor) -> Tensor:
        logits = self.unfold(self.h0(self.run(x)[0]), x.size(0))
        return torch.argmax(logits, 1).float().contiguous()

    def supervised(self, x: Tensor, y: Tensor, m: Tensor, log_dice: bool) -> Tensor:
        d = self.run(x)
        step = 1 if self.flat else 2
        y1 = y[:, ::step, ::2, ::2]
        y2 = y1[:, ::step, ::2, ::2]
        batch = x.size(0)
        loss = level_loss(self.unfold(self.h0(d[0]), batch), y, m, self.opened, log_dice)
        loss = loss + 0.5 * level_loss(self.unfold(self.h1(d[1]), batch), y1, m, self.opened, log_dice)
        loss = loss + 0.25 * level_loss(self.unfold(self.h2(d[2]), batch), y2, m, self.opened, log_dice)
        return loss / 1.75

    @torch.jit.export
    def loss(self, x: Tensor, y: Tensor, m: Tensor) -> Tensor:
        return self.supervised(x, y, m, False)

    @torch.jit.export
    def loss64(self, x: Tensor, y: Tensor, m: Tensor) -> Tensor:
        return self.supervised(x.double(), y, m, False).float()

    @torch.jit.export
    def log_loss(self, x: Tensor, y: Tensor, m: Tensor) -> Tensor:
        return self.supervised(x, y, m, True)

    @torch.jit.export
    def log_loss64(self, x: Tensor, y: Tensor, m: Tensor) -> Tensor:
        return self.supervised(x.double(), y, m, True).float()


class FoldedUNet(UNet):
    """In 3-D, with blocks of 2 x 2 x 2 voxels as channels of the second level.

    On the first level are left one convolution of the image, and one of 1 x 1 x 1 that mixes it with
    what comes up. Half of the arithmetic of UNet's step is there, and on a processor without AVX-512
    more than half of its time. The other levels are UNet's, by name and shape.
    """

    def __init__(self, widths: List[int], classes: int, opened: List[int], half: bool):
        super().__init__(widths, classes, opened, 3, half)
        del self.e0b, self.d0b
        self.e1a = Unit(8 * 4, widths[1], 1, 3)
        self.d0a = Unit(2 * widths[0], widths[0], 1, 3, 1)

    def blocks(self, x: Tensor) -> Tensor:
        """[B, C, Z, Y, X] to [B, 8 * C, Z / 2, Y / 2, X / 2]."""
        b, c, z, y, w = x.size()
        x = x.reshape(b, c, z // 2, 2, y // 2, 2, w // 2, 2).permute(0, 1, 3, 5, 7, 2, 4, 6)
        return x.reshape(b, 8 * c, z // 2, y // 2, w // 2)

    def finest(self, x: Tensor) -> Tensor:
        return self.d0a(x)

    def run(self, x: Tensor) -> List[Tensor]:
        x = windows(x)
        if self.half_precision and x.dtype == torch.float32:
            x = x.to(torch.bfloat16)
        e0 = self.e0a(x.contiguous(memory_format=torch.channels_last_3d))
        e1 = self.e1b(self.e1a(self.blocks(x).contiguous(memory_format=torch.channels_last_3d)))
        return self.inner(e0, e1)


def start_from(net: UNet, trained: str) -> None:
    """Takes each weight that a trained network has under the same name and in the same shape.

    Of a head with fewer classes the first ones are taken (the scheme must begin with that network's
    structures); the others begin unlikely.
    """
    weights = torch.jit.load(trained).state_dict()
    own = net.state_dict()
    for name in [n for n in own if n.startswith('h') and n in weights]:
        known = weights[name].size(0)
        if known < own[name].size(0):
            value = own[name].clone()
            value[known:] = -2.0 if name.endswith('bias') else value[known:]
            value[:known] = weights[name].float()
            weights[name] = value
    same = {name: value for name, value in weights.items() if name in own and own[name].shape == value.shape}
    net.load_state_dict(same, strict=False)
    print('taken from', trained + ':', len(same), 'of', len(own), 'weights; new:', sorted(own.keys() - same.keys()))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--design', choices=['unet3d', 'folded', 'unet25d'], default='unet3d')
    arguments.add_argument('--widths', default='16,32,64,128,128')
    arguments.add_argument('--precision', choices=['float32', 'bfloat16'], default='bfloat16')
    arguments.add_argument('--seed', type=int, default=20261124)
    arguments.add_argument('--labels', default=SEVEN_ORGANS, help='label scheme; default the seven organs of OpenKBP')
    arguments.add_argument('--start', help='a trained network: weights of the same name and shape are taken')
    arguments.add_argument('--out', required=True)
    a = arguments.parse_args()
    torch.manual_seed(a.seed)
    widths, half = [int(w) for w in a.widths.split(',')], a.precision == 'bfloat16'
    structures = yaml.safe_load(open(a.labels))['structures']
    classes = 1 + len(structures)
    opened = [k for k, s in enumerate(structures, 1) if s.get('openBelow')]
    if a.design == 'folded':
        net = FoldedUNet(widths, classes, opened, half)
    else:
        net = UNet(widths, classes, opened, 2 if a.design == 'unet25d' else 3, half)
    if a.start:
        start_from(net, a.start)
    print(sum(p.numel() for p in net.parameters()), 'parameters')
    torch.jit.script(net).save(a.out)


if __name__ == '__main__':
    main()

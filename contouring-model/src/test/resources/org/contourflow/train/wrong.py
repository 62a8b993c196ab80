#!/usr/bin/python3
"""Makes wrong.pt: one convolution whose fast loss has gradients that its float64 loss does not."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor


class Wrong(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(8, 1, 1, 1, 1) * 0.1)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv3d(x, self.weight.to(x.dtype))

    @torch.jit.export
    def loss(self, x: Tensor, y: Tensor, m: Tensor) -> Tensor:
        z = self.forward(x)
        return (z * z).mean() + 0.3 * (z - z.detach()).mean()  # the same value, another gradient

    @torch.jit.export
    def loss64(self, x: Tensor, y: Tensor, m: Tensor) -> Tensor:
        z = self.forward(x.double())
        return (z * z).mean().float()


torch.manual_seed(1)
torch.jit.script(Wrong()).save("wrong.pt")

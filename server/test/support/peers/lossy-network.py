"""Two network namespaces with a network between them that takes time and loses packets.

usage: lossy-network.py <near> <far> <delay ms> <loss, 0 to 1> <address of the near side>
Reads the networks and addresses of the far side from the standard input, one a line, and is over when that closes.
What is sent to an address that is not there vanishes, as behind a firewall.
"""

import fcntl
import heapq
import os
import random
import select
import socket
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def tunnel(name, namespace, commands):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    ip("link", "set", name, "netns", namespace)
    text = "\n".join(["link set lo up", f"link set {name} txqueuelen 20000", f"link set {name} up", *commands])
    subprocess.run(["ip", "-n", namespace, "-batch", "-"], input=text.encode(), check=True)
    return device


near, far, delay, loss, here = sys.argv[1:6]
delay, loss = float(delay) / 1000, float(loss)
lines = []
while True:
    line = sys.stdin.readline().strip()
    if line == "":
        break
    lines.append(line)
network, addresses = lines[0], lines[1:]
there = {socket.inet_aton(address) for address in addresses}
sides = [
    tunnel("fltnear", near, [f"addr add {here}/32 dev lo", f"route add {network} dev fltnear src {here}"]),
    tunnel("fltfar", far, [*(f"addr add {address}/32 dev lo" for address in addresses), f"route add {here}/32 dev fltfar"]),
]
print("there", flush=True)

under_way, count = [], 0
while True:
    wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
    readable, _, _ = select.select([*sides, sys.stdin], [], [], wait)
    now = time.monotonic()
    if sys.stdin in readable:
        break
    for side in (0, 1):
        if sides[side] not in readable:
            continue
        for _ in range(256):
            try:
                packet = os.read(sides[side], 2048)
            except BlockingIOError:
                break
            if packet[0] >> 4 != 4 or (side == 0 and packet[16:20] not in there) or random.random() < loss:
                continue
            # Half of the delay on each way.
            heapq.heappush(under_way, (now + delay / 2, count, 1 - side, packet))
            count += 1
    while under_way and under_way[0][0] <= time.monotonic():
        _, _, side, packet = heapq.heappop(under_way)
        try:
            os.write(sides[side], packet)
        except OSError:
            pass

"""Gives the node the address of clouds' metadata services, and answers there."""
import fcntl
import socket
import struct

SIOCSIFADDR = 0x8916

name = struct.pack("16sH2s4s8s", b"lo:md", socket.AF_INET, b"", socket.inet_aton("169.254.169.254"), b"")
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), SIOCSIFADDR, name)
server = socket.create_server(("169.254.169.254", 80))
while True:
    server.accept()[0].close()

"""A second, plain reading of vector tiles, byte by byte, to hold the encoder against."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Feature:
    id: int = -1
    type: int = 0
    rings: list[list[tuple[int, int]]] = field(default_factory=list)


@dataclass
class Layer:
    name: str = ""
    version: int = 0
    extent: int = 0
    features: list[Feature] = field(default_factory=list)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
        shift += 7


def read_fields(data: bytes) -> list[tuple[int, int | bytes]]:
    found: list[tuple[int, int | bytes]] = []
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        if key & 7 == 0:
            value, at = read_varint(data, at)
            found.append((key >> 3, value))
        elif key & 7 == 2:
            length, at = read_varint(data, at)
            assert at + length <= len(data), "a length runs past its message"
            found.append((key >> 3, data[at : at + length]))
            at += length
        else:
            raise AssertionError(f"wire type {key & 7}")
    return found


def decode(data: bytes) -> list[Layer]:
    layers = []
    for number, body in read_fields(data):
        assert number == 3
        assert isinstance(body, bytes)
        layer = Layer()
        for key, value in read_fields(body):
            if key == 1:
                layer.name = bytes(value).decode()  # type: ignore[arg-type]
            elif key == 5:
                layer.extent = int(value)  # type: ignore[arg-type]
            elif key == 15:
                layer.version = int(value)  # type: ignore[arg-type]
            elif key == 2:
                layer.features.append(decode_feature(bytes(value)))  # type: ignore[arg-type]
        layers.append(layer)
    return layers


def decode_feature(body: bytes) -> Feature:
    feature = Feature()
    for key, value in read_fields(body):
        if key == 1:
            feature.id = int(value)  # type: ignore[arg-type]
        elif key == 3:
            feature.type = int(value)  # type: ignore[arg-type]
        elif key == 4:
            feature.rings = decode_rings(bytes(value))  # type: ignore[arg-type]
    return feature


def decode_rings(body: bytes) -> list[list[tuple[int, int]]]:
    numbers = []
    at = 0
    while at < len(body):
        number, at = read_varint(body, at)
        numbers.append(number)
    rings: list[list[tuple[int, int]]] = []
    x = y = 0
    at = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:
            assert count == 1
            continue
        assert command in (1, 2)
        for _ in range(count):
            x += numbers[at] >> 1 ^ -(numbers[at] & 1)
            y += numbers[at + 1] >> 1 ^ -(numbers[at + 1] & 1)
            at += 2
            if command == 1:
                rings.append([])
            rings[-1].append((x, y))
    return rings

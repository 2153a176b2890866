"""The methods of all services as methods of one object."""
import json
import re
import uuid

import grpc
from google.protobuf import symbol_database

from reco.v1 import admin_pb2, catalog_pb2, feedback_pb2, reader_pb2, recommend_pb2

_FILES = (recommend_pb2, feedback_pb2, catalog_pb2, reader_pb2, admin_pb2)

# Retries end with the deadline; a server that says when to come again is listened to.
_SERVICE_CONFIG = json.dumps({
    "methodConfig": [{
        "name": [{}],
        "retryPolicy": {
            "maxAttempts": 4,
            "initialBackoff": "0.1s",
            "maxBackoff": "1s",
            "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE"],
        },
    }],
})


def _snake_case(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _methods():
    """Each method's descriptor, by its name here; no two services have one of the same name."""
    return {
        _snake_case(method.name): method
        for file in _FILES
        for service in file.DESCRIPTOR.services_by_name.values()
        for method in service.methods
    }


class Client:
    """A connection to a server, or to several of one store; close it, or use it in a with statement. Safe for threads."""

    _METHODS = _methods()

    def __init__(self, target, *, plaintext=False, ca=None, token=None, timeout=5.0):
        """Connects with the first call.

        target: HOST:PORT, or what else gRPC takes, such as dns:///HOST:PORT or ipv4:A:PORT,B:PORT.
        ca: bytes of PEM, instead of the authorities that gRPC trusts.
        token: text, or a function that gives it for each call; it is sent over TLS alone.
        timeout: seconds that a call may take, unless it says another; streams have none.
        """
        if token is not None and plaintext:
            raise ValueError("token: with plaintext=True (expected: TLS, for others could read it)")
        options = [("grpc.service_config", _SERVICE_CONFIG), ("grpc.lb_policy_name", "round_robin")]
        if plaintext:
            self._channel = grpc.insecure_channel(target, options)
        else:
            self._channel = grpc.secure_channel(target, grpc.ssl_channel_credentials(ca), options)
        self._token = token if callable(token) or token is None else lambda: token
        self._timeout = timeout
        self._calls = {name: self._call(method) for name, method in self._METHODS.items()}

    def _call(self, method):
        messages = symbol_database.Default()
        path = "/%s/%s" % (method.containing_service.full_name, method.name)
        answer = _message(messages, method.output_type)
        make = self._channel.unary_stream if _streams(method) else self._channel.unary_unary
        return make(path, request_serializer=lambda request: request.SerializeToString(),
                    response_deserializer=answer.FromString)

    def __getattr__(self, name):
        method = self._METHODS.get(name)
        if method is None:
            raise AttributeError("%s: no method of a client (expected: one of %s)" % (name, ", ".join(sorted(self._METHODS))))
        return lambda timeout=None, **fields: self._ask(name, method, timeout, fields)

    def __dir__(self):
        return sorted(set(super().__dir__()) | set(self._METHODS))

    def _ask(self, name, method, timeout, fields):
        request = _message(symbol_database.Default(), method.input_type)(**fields)
        if "request_id" in method.input_type.fields_by_name and not request.request_id and not fields.get("page_time"):
            request.request_id = str(uuid.uuid4())
        if not _streams(method) and timeout is None:
            timeout = self._timeout
        metadata = [] if self._token is None else [("authorization", "Bearer " + self._token())]
        return self._calls[name](request, timeout=timeout, metadata=metadata)

    def close(self):
        self._channel.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _message(messages, descriptor):
    # Newer versions of protobuf have only the second way.
    if hasattr(messages, "GetPrototype"):
        return messages.GetPrototype(descriptor)
    from google.protobuf import message_factory
    return message_factory.GetMessageClass(descriptor)


def _streams(method):
    # Descriptors of older versions of protobuf do not say it.
    return method.name in ("WatchEvents", "ExportReader", "Backup")

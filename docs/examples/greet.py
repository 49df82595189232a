"""An executor of the action "greet", with pika 1.3.2: docs/adding-an-action.md explains it line by line."""
import json
import os
import time
from datetime import datetime, timezone

import pika

URL = os.environ.get("CARILLON_AMQP_URL", "amqp://guest:guest@127.0.0.1:5673")
ACTION = "greet"
QUEUE = "carillon.actions." + ACTION


def greet(payload):
    return {"greeting": f"Hello, {payload['name']}!"}


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def perform(run):
    event = {"run_id": run["run_id"], "task_id": run["task_id"], "attempt": run["attempt"], "started_at": now()}
    try:
        event.update(outcome="succeeded", output=greet(run["payload"]))
    except (KeyError, TypeError) as error:  # no name in the payload: it will not be there the next time either
        event.update(outcome="rejected", error={"code": "invalid_payload", "message": repr(error)})
    except Exception as error:  # anything else may go better the next time
        event.update(outcome="failed", error={"code": "action_error", "message": repr(error)})
    return {**event, "finished_at": now()}


def on_run(channel, delivery, properties, body):
    try:
        if properties.type != "carillon.run.requested.v1":
            raise ValueError(f"unknown type {properties.type}")
        event = perform(json.loads(body))
    except (ValueError, KeyError, TypeError) as error:  # not a run: to the dead letters
        print("cannot be understood:", repr(error), flush=True)
        channel.basic_reject(delivery.delivery_tag, requeue=False)
        return
    stamp = pika.BasicProperties(
        type="carillon.run.finished.v1", message_id=event["run_id"] + "/finished", correlation_id=event["task_id"],
        content_type="application/json", delivery_mode=2, timestamp=int(time.time()), app_id="greet.py")
    # Returns when the broker has confirmed the event, and raises where it does not. Only then the run is acked.
    channel.basic_publish("carillon.events", "run.finished." + ACTION, json.dumps(event).encode(), stamp)
    channel.basic_ack(delivery.delivery_tag)
    print("done:", event["task_id"], event["outcome"], flush=True)


def serve():
    with pika.BlockingConnection(pika.URLParameters(URL)) as connection:
        channel = connection.channel()
        channel.exchange_declare("carillon.actions", "direct", durable=True)
        channel.exchange_declare("carillon.events", "topic", durable=True)
        channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_bind(QUEUE, "carillon.actions", routing_key=ACTION)
        channel.confirm_delivery()
        channel.basic_qos(prefetch_count=16)
        channel.basic_consume(QUEUE, on_run)
        print("serving", ACTION, flush=True)
        channel.start_consuming()


while True:
    try:
        serve()
    except pika.exceptions.AMQPError as error:
        print("lost the broker, trying again:", repr(error), flush=True)
        time.sleep(2)

"""An executor of the action "greet". Needs pika 1.3.2; docs/adding-an-action.md explains it."""
import json, os, time
from datetime import datetime, timezone

import pika

URL = os.environ.get("CARILLON_AMQP_URL", "amqp://guest:guest@127.0.0.1:5673")


def greet(payload):
    return {"greeting": f"Hello, {payload['name']}!"}


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def on_run(channel, delivery, properties, body):
    try:
        run = json.loads(body)
        event = {"run_id": run["run_id"], "task_id": run["task_id"], "attempt": run["attempt"], "started_at": now()}
        payload = run["payload"]
    except (ValueError, KeyError, TypeError):  # not a run: to the dead letters
        return channel.basic_reject(delivery.delivery_tag, requeue=False)
    try:
        event |= {"outcome": "succeeded", "output": greet(payload)}
    except (KeyError, TypeError) as error:  # no name in the payload, and the next attempt would find none either
        event |= {"outcome": "rejected", "error": {"code": "invalid_payload", "message": repr(error)}}
    except Exception as error:  # the next attempt may succeed
        event |= {"outcome": "failed", "error": {"code": "action_error", "message": repr(error)}}
    event["finished_at"] = now()
    stamp = pika.BasicProperties(
        type="carillon.run.finished.v1", message_id=run["run_id"] + "/finished", correlation_id=run["task_id"],
        content_type="application/json", delivery_mode=2, timestamp=int(time.time()), app_id="greet.py")
    # Returns once the broker has confirmed the event, or raises. Only then is the run acked.
    channel.basic_publish("carillon.events", "run.finished.greet", json.dumps(event).encode(), stamp)
    channel.basic_ack(delivery.delivery_tag)


def serve(channel):
    channel.exchange_declare("carillon.actions", "direct", durable=True)
    channel.exchange_declare("carillon.events", "topic", durable=True)
    channel.queue_declare("carillon.actions.greet", durable=True, arguments={"x-queue-type": "quorum"})
    channel.queue_bind("carillon.actions.greet", "carillon.actions", routing_key="greet")
    channel.confirm_delivery()
    channel.basic_qos(prefetch_count=16)
    channel.basic_consume("carillon.actions.greet", on_run)
    print("serving greet", flush=True)
    channel.start_consuming()


while True:
    try:
        serve(pika.BlockingConnection(pika.URLParameters(URL)).channel())
    except pika.exceptions.AMQPError as error:
        print("trying again:", repr(error), flush=True)
        time.sleep(2)

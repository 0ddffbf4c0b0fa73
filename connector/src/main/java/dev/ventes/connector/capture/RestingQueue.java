package dev.ventes.connector.capture;

import io.debezium.connector.base.QueueProvider;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

/**
 * Debezium's queue of captured changes, on which its reader rests. Debezium counts in whole milliseconds: when less than
 * one is left of the time in which it waits for a change, it asks for the size over and over until it has passed. Here
 * whoever asks an empty queue again and again gets his answer a little later.
 *
 * <p>Made by Debezium, by the name {@code resting}; always called under its lock.
 */
public final class RestingQueue implements QueueProvider<Object> {
    private static final long REST_NANOS = 100_000;
    private static final long IN_A_ROW_NANOS = 400_000;
    private static final int QUESTIONS = 6;

    private final Queue<Object> queue = new ArrayDeque<>();
    private long lastQuestion = System.nanoTime();
    private int questions;

    @Override
    public String name() {
        return "resting";
    }

    @Override
    public void configure(Map<String, ?> properties) {}

    @Override
    public void enqueue(Object event) {
        queue.add(event);
    }

    @Override
    public Object poll() {
        return queue.poll();
    }

    @Override
    public int size() {
        if (queue.isEmpty()) {
            var now = System.nanoTime();
            questions = now - lastQuestion < IN_A_ROW_NANOS ? questions + 1 : 0;
            lastQuestion = now;
            if (questions > QUESTIONS) {
                LockSupport.parkNanos(REST_NANOS);
            }
        }
        return queue.size();
    }
}

package dev.ventes.infra.mongo.imitation;

import java.util.List;

/**
 * A part of an index: the leading fields have these values, and the field after them lies within the bounds, ends
 * included.
 */
record Range(List<Object> prefix, Bounds next) {}

package io.turngap.trace;

/**
 * The exporter at the other end of a connection.
 *
 * @param address its address, without port
 * @param loopback true when it runs on this machine
 */
record Peer(String address, boolean loopback) {}

package dev.registrykit.benchmarks;

import java.util.List;

/**
 * One row of the table: a JMH class with the method {@code ours} and one method for each peer, all in operations per
 * second.
 *
 * @param name what {@code benchmarks/run NAME} selects
 * @param benchmark the class with the methods
 * @param peers what ours is held against
 */
record RatioCase(String name, Class<?> benchmark, List<Peer> peers) {

    /**
     * What ours is held against.
     *
     * @param method the method of the class
     * @param bar how many times its throughput ours must reach at least
     */
    record Peer(String method, double bar) {}

    /** A case with one peer, the method {@code peer}. */
    static RatioCase of(String name, Class<?> benchmark, double bar) {
        return new RatioCase(name, benchmark, List.of(new Peer("peer", bar)));
    }

    /** What the peer's line is called: the case, and which peer when there are several. */
    String nameOf(Peer peer) {
        return peers.size() == 1 ? name : name + "-" + peer.method();
    }
}

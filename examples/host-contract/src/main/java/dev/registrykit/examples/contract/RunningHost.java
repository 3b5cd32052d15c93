package dev.registrykit.examples.contract;

import dev.registrykit.publish.RegistryPublish;
import java.net.URI;

/** A host that listens on the loopback interface. */
public record RunningHost(URI address, RegistryPublish publish, Runnable stop) implements AutoCloseable {

    /** The audience that each host asks of identity tokens. */
    public static final String AUDIENCE = "packages.example.org";

    @Override
    public void close() {
        stop.run();
    }
}

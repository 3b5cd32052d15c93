package dev.registrykit.core.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** Connections that do something more, or fail, at one of their methods. */
final class Connections {

    /** Called before a method of the connection. */
    @FunctionalInterface
    interface Before {
        void call(String method) throws SQLException;
    }

    private Connections() {}

    static Connection closing(Connection real, Runnable afterClose) {
        return (Connection) Proxy.newProxyInstance(
                Connections.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    } finally {
                        if (method.getName().equals("close")) {
                            afterClose.run();
                        }
                    }
                });
    }

    static Connection failing(Connection real, Before before) {
        return (Connection) Proxy.newProxyInstance(
                Connections.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    before.call(method.getName());
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}

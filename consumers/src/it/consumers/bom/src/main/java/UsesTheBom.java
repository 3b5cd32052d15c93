import dev.registrykit.core.name.PackageName;

/** Uses a module whose version the BOM has chosen. */
public final class UsesTheBom {
    private UsesTheBom() {}

    public static void main(String[] arguments) {
        System.out.println("bom: " + PackageName.maven("com.foo", "bar").toPurl());
    }
}

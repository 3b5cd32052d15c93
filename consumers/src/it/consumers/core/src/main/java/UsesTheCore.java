import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.name.PackagePattern;

/** Asks whether a pattern covers the package of a Maven path. */
public final class UsesTheCore {
    private UsesTheCore() {}

    public static void main(String[] arguments) {
        var path = MavenPath.parse("com/foobar/app/1.0/app-1.0.jar");
        var own = PackagePattern.parse(Ecosystem.MAVEN, "com.foobar:*");
        var other = PackagePattern.parse(Ecosystem.MAVEN, "com.foo:*");
        if (!own.covers(path.packageName()) || other.covers(path.packageName())) {
            throw new AssertionError(path.packageName() + " is covered by " + own + " alone");
        }
        System.out.println("core: " + path.release() + " is covered by " + own);
    }
}

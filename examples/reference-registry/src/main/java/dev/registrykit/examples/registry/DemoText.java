package dev.registrykit.examples.registry;

import dev.registrykit.testkit.oidc.GitHubRun;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** What the demo prints: what was set up, and lines that work when they are pasted into a shell. */
final class DemoText {
    private DemoText() {}

    /** As a shell takes it for one word, whatever it holds. */
    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    static List<String> lines(
            URI origin, Path directory, String user, String password, String token, GitHubRun run, String gitLabToken) {
        String root = origin.toString();
        String data = quoted(directory.toAbsolutePath().normalize().toString());
        String audience = origin.getRawAuthority();
        String text = """
                Reference registry with its demo world. Everything lives in %2$s.
                The secrets below are printed because this is a demo on your own machine.

                Set up:
                  account     %3$s, password %4$s
                  namespaces  maven:com.example.** and npm:@demo/*
                  token       %5$s
                              (may publish there, valid for 12 hours)
                  package     com.example:hello:1.0.0, published with that token
                  publisher   the workflow .github/workflows/publish.yml of acme/widget may publish npm:@demo/widget,
                              with identity tokens of a CI system that runs inside this process
                  pending     the first job of acme/gadget on GitLab may make npm:@demo/gadget

                Try in a browser:
                  %1$s/sign-in
                  %1$s/package?name=maven:com.example:hello

                Try with curl: read a file, be refused for another group, exchange an identity token
                  curl -i %1$s/maven/com/example/hello/1.0.0/hello-1.0.0.pom
                  curl -i -u demo:%5$s -T %2$s/greeter.jar %1$s/maven/com/exampleother/x/1/x-1.jar
                  ID_TOKEN=$(curl -s -H 'Authorization: Bearer %7$s' '%6$s&audience=%8$s' | sed 's/.*"value" *: *"\\([^"]*\\)".*/\\1/'); curl -i -d "{\\"token\\":\\"$ID_TOKEN\\"}" %1$s/oidc/exchange

                Try with mvn: deploy a jar, then the same version again with other bytes, which is refused
                  mvn -B -s %2$s/settings.xml deploy:deploy-file -Durl=%1$s/maven -DrepositoryId=demo -Dfile=%2$s/greeter.jar -DgroupId=com.example -DartifactId=greeter -Dversion=1.0.0
                  mvn -B -s %2$s/settings.xml deploy:deploy-file -Durl=%1$s/maven -DrepositoryId=demo -Dfile=%2$s/widget/index.js -Dpackaging=jar -DgroupId=com.example -DartifactId=greeter -Dversion=1.0.0

                Try with npm: publish as the CI job does, without any token, then read it back
                  GITHUB_ACTIONS=true ACTIONS_ID_TOKEN_REQUEST_URL='%6$s' ACTIONS_ID_TOKEN_REQUEST_TOKEN='%7$s' npm publish %2$s/widget --registry %1$s/npm/
                  npm view @demo/widget --registry %1$s/npm/

                The same as a GitLab job, which has its identity token, valid for an hour, in a variable; it makes the package
                  GITLAB_CI=true NPM_ID_TOKEN='%9$s' npm publish %2$s/gadget --registry %1$s/npm/

                Security events are written to %2$s/events.log; the pages show them too.
                Ctrl-C ends it.""".formatted(
                        root, data, user, password, token, run.requestUrl(), run.requestToken(), audience, gitLabToken);
        return text.lines().toList();
    }
}

// Every artifact that a stranger's runtime tree holds is a release and stands in the reviewed list beside its POM.
def preRelease = ~/(?i).*[-.](alpha|beta|rc|cr|m|ea|preview|snapshot)[-.]?\d*([-.].*)?/
def modules = ['core', 'auth', 'publish', 'attest', 'testkit']
modules.each { module ->
    def resolved = new File(basedir, "${module}/target/dependencies.txt").readLines()
            .collect { it.trim().replaceAll(/\u001B\[[;\d]*m/, '') }
            .findAll { it ==~ /\S+:\S+:jar:\S+:(compile|runtime).*/ }
            .collect { it.split(/[ :]/) }
    assert resolved : "no dependency was listed for registry-${module}"

    def unreleased = resolved.findAll { it[0] != 'dev.registrykit' && it[3] ==~ preRelease }.collect { it[0..3].join(':') }
    assert unreleased.isEmpty() : "registry-${module} brings pre-releases: ${unreleased}"

    def reviewed = new File(basedir, "${module}/dependencies.txt").readLines()
            .collect { it.replaceAll(/#.*/, '').trim() }
            .findAll { !it.isEmpty() } as TreeSet
    def found = resolved.collect { "${it[0]}:${it[1]}".toString() } as TreeSet
    assert (found - reviewed).isEmpty() : "registry-${module} brings what nobody reviewed: ${found - reviewed}"
    assert (reviewed - found).isEmpty() : "registry-${module}: reviewed, but no longer brought: ${reviewed - found}"
}
return true

// Every artifact that a stranger's runtime tree holds is a release and stands in the reviewed list beside its POM.
def preRelease = ~/(?i).*[-.](alpha|beta|rc|cr|m|ea|preview|snapshot)[-.]?\d*([-.].*)?/
def modules = ['core', 'auth', 'publish', 'attest', 'attest-tuf', 'testkit']
// What a host takes on with a module, its own jars included: how many jars, and how many bytes.
def bounds = ['attest': [12, 14_000_000], 'attest-tuf': [22, 22_000_000]]
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

    def jars = resolved.collect {
        new File(localRepositoryPath, "${it[0].replace('.', '/')}/${it[1]}/${it[3]}/${it[1]}-${it[3]}.jar")
    }
    assert jars.every { it.isFile() } : "registry-${module}: not found: ${jars.findAll { !it.isFile() }}"
    def bytes = jars.sum { it.length() }
    println "registry-${module}: ${jars.size()} jars, ${bytes} bytes"
    def bound = bounds[module]
    assert bound == null || (jars.size() <= bound[0] && bytes <= bound[1]) : "registry-${module} has grown beyond ${bound}"
}
return true

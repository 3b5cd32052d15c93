// The compiler plug-ins need the same view of javac's inside as in the house's own build.
def settings = new File(basedir, '.mvn')
settings.mkdirs()
new File(settings, 'jvm.config').text = new File(basedir, '../../../../.mvn/jvm.config').text
return true

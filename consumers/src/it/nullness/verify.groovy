def log = new File(basedir, 'build.log').text
assert log.contains("[NullAway] dereferenced expression 'text' is @Nullable") : 'NullAway did not refuse the null dereference'
assert log.contains('NullIsFollowed.java:[14,') : 'it was refused elsewhere than expected'
return true

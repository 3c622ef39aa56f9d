/// One step of a path from a record to a value in it.
public enum PathStep: Hashable, Sendable {
  /// Into the member of an object with this key, compared byte for byte with the key unescaped.
  case key(String)
  /// Into an element of an array, counted from 0; a negative index leads to nothing.
  case index(Int)
}

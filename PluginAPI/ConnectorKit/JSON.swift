import RecordJSON

/// A small JSON document as values, for what must be joined or rebuilt. Pages that are emitted as they came never
/// become one.
public typealias JSON = JSONTree

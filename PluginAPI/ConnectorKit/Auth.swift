/// How a request shows who asks. Names credential fields only: the host fills in their values after the request has left
/// the worker.
public enum Auth: Sendable, Equatable {
  /// Nothing.
  case none
  /// `Authorization: Token …` of a credential.
  case token(String)
  /// `Authorization: Bearer …` of a credential.
  case bearer(String)
  /// `Authorization: Basic …` (RFC 7617) of two credentials.
  case basic(user: String, password: String)
  /// A header of its own name with the value of a credential.
  case header(String, secret: String)
  /// A parameter of its own name with the value of a credential. Addresses are seen by more programs than headers: only for
  /// vendors that know no other way.
  case query(String, secret: String)

  var header: Request.Header? {
    switch self {
    case .none, .query: nil
    case .token(let key): Request.Header("Authorization", "Token {{secret.\(key)}}")
    case .bearer(let key): Request.Header("Authorization", "Bearer {{secret.\(key)}}")
    case .basic(let user, let password): Request.Header("Authorization", "Basic {{basic.\(user).\(password)}}")
    case .header(let name, let key): Request.Header(name, "{{secret.\(key)}}")
    }
  }

  /// `name={{secret.KEY}}`, which the host encodes where it stands.
  var parameter: String? {
    guard case .query(let name, let key) = self else { return nil }
    return percentEncoded(name) + "={{secret.\(key)}}"
  }
}

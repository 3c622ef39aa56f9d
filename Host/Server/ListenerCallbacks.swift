import CMicroHTTPD

// What libmicrohttpd calls, on its threads.

/// A C function, as libmicrohttpd wants one; `user` is the listener, which outlives the daemon.
func listenerAnswer(
  user: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?, method: UnsafePointer<CChar>?,
  version: UnsafePointer<CChar>?, body: UnsafePointer<CChar>?, size: UnsafeMutablePointer<Int>?,
  seen: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let user, let connection, let url, let method, let size, let seen else { return MHD_Result.NO }
  return Unmanaged<Listener>.fromOpaque(user).takeUnretainedValue().take(
    connection, String(cString: url), String(cString: method), size, seen)
}

/// The same, for a request that is over.
func listenerForget(
  user: UnsafeMutableRawPointer?, connection: OpaquePointer?, seen: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  how: MHD_RequestTerminationCode
) {
  guard let user, let request = seen?.pointee else { return }
  seen?.pointee = nil
  Unmanaged<Listener>.fromOpaque(user).takeUnretainedValue().forget(request)
}

/// The same, for a connection that begins or ends.
func listenerTold(
  user: UnsafeMutableRawPointer?, connection: OpaquePointer?, context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  what: MHD_ConnectionNotificationCode
) {
  guard let user, let connection else { return }
  Unmanaged<Listener>.fromOpaque(user).takeUnretainedValue().told(connection, what)
}

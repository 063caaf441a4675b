#include <tessera/outbound/revocation_fetch.hpp>

namespace tessera::outbound {
namespace {

Result<std::string> body_of(Result<HttpReply> reply) {
  if (!reply)
    return fail(Errc::invalid, "revocation.fetch", {},
                reply.error().id + " " + reply.error().detail);
  if (reply->status != 200)
    return fail(Errc::invalid, "revocation.fetch", {}, std::to_string(reply->status));
  return std::move(reply->body);
}

}  // namespace

Task<Result<std::string>> RevocationFetch::get(std::string url, std::size_t max_bytes) {
  co_return body_of(co_await client_.get(std::move(url), max_bytes));
}

// RFC 6960 A.1
Task<Result<std::string>> RevocationFetch::post_ocsp(std::string url, std::string request,
                                                     std::size_t max_bytes) {
  co_return body_of(co_await client_.post(std::move(url), "application/ocsp-request",
                                          std::move(request), max_bytes));
}

}  // namespace tessera::outbound

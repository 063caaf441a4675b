// Reading and writing one resource, the same for Users and Groups: If-Match and If-None-Match (RFC
// 7644 3.14), PUT and PATCH. `Service` has get, replace and patch.
#pragma once

#include "endpoints/scim/api.hpp"

namespace tessera::endpoints::scim_api {

template <class Service>
Task<Answer> get_one(Service& service, const scim::Caller& caller, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto found = co_await service.get(caller, *id, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  if (!has_none_of(request, found->version)) co_return http::Response{.status = 304};
  co_return show(request, std::move(*found));
}

template <class Service>
Task<Answer> write_one(Service& service, const scim::Caller& caller, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  const auto body = body_of(request);
  if (!body) co_return std::unexpected(body.error());
  Result<scim::Resource> done;
  if (request.method == http::Method::put)
    done = co_await service.replace(caller, *id, *body, *version, request.context);
  else
    done = co_await service.patch(caller, *id, *body, *version, request.context);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return show(request, std::move(*done));
}

}  // namespace tessera::endpoints::scim_api

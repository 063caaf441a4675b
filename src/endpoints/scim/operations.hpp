// The operations of /scim/v2, one file per family of resources.
#pragma once

#include <span>

#include "endpoints/scim/api.hpp"

namespace tessera::endpoints::scim_api {

// A row is a route, and what /Bulk runs.
struct OperationRow {
  http::Method method;
  std::string_view path;
  std::string_view scope;
  Operation run;
};
[[nodiscard]] std::span<const OperationRow> user_operations();
[[nodiscard]] std::span<const OperationRow> group_operations();

// ServiceProviderConfig, ResourceTypes, Schemas (RFC 7644 4): the same for everybody.
void add_discovery(http::Router& router, const ScimDeps& deps);
void add_bulk(http::Router& router, const ScimDeps& deps);

}  // namespace tessera::endpoints::scim_api

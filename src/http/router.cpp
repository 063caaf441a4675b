#include <tessera/http/router.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tessera::http {

namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods = {
    {{Method::get, "GET"},
     {Method::head, "HEAD"},
     {Method::post, "POST"},
     {Method::put, "PUT"},
     {Method::patch, "PATCH"},
     {Method::del, "DELETE"},
     {Method::options, "OPTIONS"}}};

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments;
  for (std::size_t at = 1; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    segments.emplace_back(path.substr(at, end - at));
    at = end + 1;
  }
  return segments;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

const Route* route_for(const std::vector<const Route*>& routes, Method method) {
  const auto is = [&](Method m) {
    return std::ranges::find_if(routes, [m](const Route* r) { return r->method == m; });
  };
  auto found = is(method);
  if (found == routes.end() && method == Method::head) found = is(Method::get);
  return found == routes.end() ? nullptr : *found;
}

std::string allow_of(const std::vector<const Route*>& routes) {
  std::string allow;
  for (const auto& [method, name] : kMethods) {
    if (route_for(routes, method) == nullptr) continue;
    if (!allow.empty()) allow += ", ";
    allow += name;
  }
  return allow;
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  if (pattern.size() != segments.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_parameter(pattern[i]) ? segments[i].empty() : pattern[i] != segments[i]) return false;
  }
  return true;
}

}  // namespace

Router::Path& Router::path_of(const std::string& path) {
  auto segments = split(path);
  const auto parameters = std::ranges::count_if(segments, is_parameter);
  if (parameters == 0) return exact_[path];
  const auto same = std::ranges::find_if(
      templates_, [&](const auto& known) { return known->segments == segments; });
  if (same != templates_.end()) return **same;
  const auto literals = segments.size() - static_cast<std::size_t>(parameters);
  const auto place = std::ranges::find_if(
      templates_, [&](const auto& known) { return known->literals < literals; });
  auto entry = std::make_unique<Path>(Path{std::move(segments), literals, {}});
  return **templates_.insert(place, std::move(entry));
}

void Router::add(Method method, std::string path, Handler handler, RouteOptions options) {
  if (path.empty() || path.front() != '/') throw std::logic_error("route without slash: " + path);
  auto& entry = path_of(path);
  for (const auto* known : entry.routes)
    if (known->method == method) throw std::logic_error("route added twice: " + path);
  routes_.push_back(
      std::make_unique<Route>(Route{method, std::move(path), std::move(handler), options}));
  entry.routes.push_back(routes_.back().get());
}

const Router::Path* Router::find_template(std::string_view path, Match& match) const {
  if (templates_.empty() || path.empty()) return nullptr;
  const auto segments = split(path);
  const auto found = std::ranges::find_if(
      templates_, [&](const auto& entry) { return matches(entry->segments, segments); });
  if (found == templates_.end()) return nullptr;
  const auto& pattern = (*found)->segments;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (is_parameter(pattern[i]))
      match.params.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), segments[i]);
  return found->get();
}

Router::Match Router::find(Method method, std::string_view path) const {
  Match match;
  const auto exact = exact_.find(path);
  const auto* entry = exact != exact_.end() ? &exact->second : find_template(path, match);
  if (entry == nullptr) return match;
  match.route = route_for(entry->routes, method);
  if (match.route != nullptr) return match;
  match.allow = allow_of(entry->routes);
  match.other = entry->routes.front();
  return match;
}

}  // namespace tessera::http

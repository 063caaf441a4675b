#include <tessera/http/message.hpp>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace tessera::http {
namespace {

TEST(MessageTest, ProblemNamesFieldsByPointerAndKeepsTheDetail) {
  const Error error{
      .code = Errc::rate_limited,
      .id = "people.too_many",
      .text = "Too many.",
      .detail = "private",
      .fields = {{"a/b", "too_long", "Too long."}, {"/data/0/x~y", "missing", "Missing."}},
      .retry_after_seconds = 30};
  RequestContext context;
  context.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  const auto response = problem(error, context);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.headers[0].second, "application/problem+json");
  EXPECT_EQ(response.headers[1], (std::pair<std::string, std::string>("Retry-After", "30")));
  EXPECT_EQ(response.body.find("private"), std::string::npos);
  const auto body = boost::json::parse(response.body).as_object();
  EXPECT_EQ(body.at("status").as_int64(), 429);
  EXPECT_EQ(body.at("id").as_string(), "people.too_many");
  EXPECT_EQ(body.at("trace_id").as_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(body.at("errors").as_array()[0].at("pointer").as_string(), "/a~1b");
  EXPECT_EQ(body.at("errors").as_array()[1].at("pointer").as_string(), "/data/0/x~y");
}

TEST(MessageTest, StatusOfEveryCode) {
  EXPECT_EQ(status_of(Errc::invalid), 400);
  EXPECT_EQ(status_of(Errc::unauthenticated), 401);
  EXPECT_EQ(status_of(Errc::gone), 410);
  EXPECT_EQ(status_of(Errc::precondition), 412);
  EXPECT_EQ(status_of(Errc::too_large), 413);
}

TEST(MessageTest, ContentTypeIsLowerCaseWithoutParameters) {
  Request request;
  EXPECT_EQ(request.content_type(), "");
  request.headers = {{"content-type", "Application/JSON ; charset=utf-8"}};
  EXPECT_EQ(request.content_type(), "application/json");
  EXPECT_EQ(request.param("x"), "");
  EXPECT_EQ(request.header("accept"), nullptr);
}

TEST(MessageTest, RedirectIs303) {
  const auto response = redirect("/account");
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(response.headers[0], (std::pair<std::string, std::string>("Location", "/account")));
}

}  // namespace
}  // namespace tessera::http

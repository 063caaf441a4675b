#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include <tessera/codec/form.hpp>

// ThreadSanitizer has its own operator new, and one thread gives it nothing to see here.
#if !__has_feature(thread_sanitizer)
namespace {

constexpr std::string_view kCanary = "canary+in+a+cage";  // longer than what a string holds itself
constexpr std::string_view kDecoded = "canary in a cage";
std::atomic<bool> watching = false;
std::atomic<int> freed_with_canary = 0;

void release(void* block) noexcept {
  if (watching && block != nullptr) {
    const std::string_view bytes(static_cast<const char*>(block), malloc_usable_size(block));
    if (bytes.find(kDecoded) != std::string_view::npos) ++freed_with_canary;
  }
  std::free(block);  // NOLINT
}

}  // namespace

// What is given back to the heap while somebody watches.
void* operator new(std::size_t size) {
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;  // NOLINT
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept {
  release(block);
}
void operator delete(void* block, std::size_t) noexcept {
  release(block);
}

namespace tessera::codec {
namespace {

TEST(Form, WipesWhatItHeld) {
  const std::string body = "a=1&password=" + std::string(kCanary) + "&b=2";
  watching = true;
  {
    auto form = Form::parse(body);
    ASSERT_TRUE(form);
    const Form moved = std::move(*form);
    EXPECT_TRUE(moved.secret("password").matches(as_bytes(kDecoded)));
    EXPECT_TRUE(moved.secret("absent").empty());
  }
  EXPECT_EQ(freed_with_canary, 0);
  {
    const std::string careless(kDecoded);
  }  // the watch works
  watching = false;
  EXPECT_EQ(freed_with_canary, 1);
}

}  // namespace
}  // namespace tessera::codec
#endif

namespace tessera::codec {
namespace {

TEST(Form, DecodesNamesAndValuesOnce) {
  const auto form = Form::parse("scope=openid+email&state=a%2Bb%252F&empty=&flag&%6eame=%C3%A9");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->value("scope"), "openid email");
  EXPECT_EQ(form->value("state"), "a+b%2F");
  ASSERT_NE(form->get("empty"), nullptr);
  EXPECT_EQ(form->value("flag"), "");
  EXPECT_EQ(form->value("name"), "é");
  EXPECT_EQ(form->get("absent"), nullptr);
}

TEST(Form, ARepeatedParameterHasNoValue) {
  const auto form = Form::parse("a=1&b=2&a=1&b=3&resource=x&resource=y");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->get("a"), nullptr);
  EXPECT_EQ(form->value("a"), "");
  EXPECT_EQ(form->all("resource"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(form->duplicate(), "a");
  EXPECT_EQ(form->duplicate({"a", "b", "resource"}), std::nullopt);
  EXPECT_EQ(form->duplicate({"a", "resource"}), "b");
}

// RFC 6749 3.1 and 3.2
TEST(Form, WhatHasNoValueCountsAsOmittedWhereThatIsTheRule) {
  auto form = Form::parse("a=&b=1&c&d=2&d=&e=&e=");
  EXPECT_NE(form->get("a"), nullptr);
  form->drop_empty();
  EXPECT_EQ(form->get("a"), nullptr);
  EXPECT_EQ(form->get("c"), nullptr);
  EXPECT_EQ(form->value("b"), "1");
  EXPECT_EQ(form->duplicate(), "d") << "what is there twice is still seen";
  EXPECT_EQ(form->all("e").size(), 2u);
}

TEST(Form, ANameIsComparedAfterDecoding) {
  EXPECT_EQ(Form::parse("client_id=1&client%5Fid=2")->duplicate(), "client_id");
}

TEST(Form, RefusesBadEncodingNulAndBadUtf8) {
  for (const auto* body : {"a=%", "a=%4", "a=%zz", "a=%2", "%g1=1", "a=%00", "%00=1", "a=%ff",
                           "a=%c0%af", "a=%ed%a0%80", "a=\xff", "a=%e2%82", "a=%f4%90%80%80"}) {
    EXPECT_EQ(Form::parse(body).error().id, "form.malformed") << body;
  }
}

TEST(Form, TakesNoMoreFieldsThanAllowed) {
  EXPECT_TRUE(Form::parse("a=1&b=2&&", 2));
  EXPECT_EQ(Form::parse("a=1&b=2&c=3", 2).error().code, Errc::too_large);
}

TEST(Form, EncodesAllButTheUnreserved) {
  EXPECT_EQ(encode_component("aZ0-._~ +/=&?%é"), "aZ0-._~%20%2B%2F%3D%26%3F%25%C3%A9");
  EXPECT_EQ(encode_form({{"a b", "c&d"}, {"e", ""}}), "a%20b=c%26d&e=");
  EXPECT_EQ(Form::parse(encode_form({{"a b", "c&d=+é"}}))->value("a b"), "c&d=+é");
}

TEST(Form, AddsToAQueryThatMayExist) {
  EXPECT_EQ(with_query("https://rp.example/cb", {{"code", "x"}}), "https://rp.example/cb?code=x");
  EXPECT_EQ(with_query("https://rp.example/cb?a=1", {{"code", "x"}}),
            "https://rp.example/cb?a=1&code=x");
  EXPECT_EQ(with_query("https://rp.example/cb?", {{"code", "x"}}), "https://rp.example/cb?code=x");
  EXPECT_EQ(with_query("https://rp.example/cb", {}), "https://rp.example/cb");
}

}  // namespace
}  // namespace tessera::codec
